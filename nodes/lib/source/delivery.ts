import type { AudioHold } from '../message/audio-hold';
import type { Clock } from '../time/clock';
import { Timeout } from '../time/timeout';
import { PACKET_SECONDS } from './packer';

/** When packets are sent: as they come, but not much faster than real time; in real time; or as fast as they are consumed. */
export type Pace = 'live' | 'real' | 'fast';

/** Number of waiting packets at which the feed is paused, and resumed. */
const WAITING = { most: 10, few: 3 };
const PACKET = PACKET_SECONDS * 1000;
/**
 * Milliseconds by which packets may be late before the schedule is reset, and by which they may be early. Stations send a
 * backlog at once, then in real time by a clock that differs a little from ours; a source that stays faster is a file.
 */
const CLOCKS = { real: { late: 1000, ahead: 0, speed: 1 }, live: { late: 0, ahead: 30_000, speed: 1.1 } };
/** The most seconds of audio in flight. */
const WINDOW = 10;
/** Milliseconds for a consumer to hold a packet; after that, nobody does. */
const GRACE = 100;

export interface DeliveryListener<Packet> {
  send(packet: Packet, hold: AudioHold): void;
  /** Pauses or resumes the feed. */
  hold(isHeld: boolean): void;
  /** Called after `finish`, when everything was sent. */
  drained(): void;
}

/** Sends packets no faster than their pace, and pauses the feed when too many wait. */
export class Delivery<Packet> {
  private readonly waiting: Packet[] = [];
  private readonly timer: Timeout;
  private readonly grace = new Set<Timeout>();
  private state: 'open' | 'finishing' | 'closed' = 'open';
  private isPaused = false;
  private isHeld = false;
  /** When the next packet is due. */
  private due = 0;
  private underWay = 0;

  constructor(
    private readonly pace: Pace,
    private readonly clock: Clock,
    private readonly listener: DeliveryListener<Packet>,
  ) {
    this.timer = new Timeout(clock);
  }

  push(packet: Packet): void {
    if (this.state !== 'open') return;
    this.waiting.push(packet);
    this.proceed();
  }

  /** No more packets. */
  finish(): void {
    if (this.state === 'open') this.state = 'finishing';
    this.proceed();
  }

  /** Sends nothing more. */
  close(): void {
    this.state = 'closed';
    this.waiting.length = 0;
    this.timer.clear();
    for (const timer of this.grace) timer.clear();
  }

  pause(): void {
    this.isPaused = true;
    this.timer.clear();
  }

  resume(): void {
    this.isPaused = false;
    this.proceed();
  }

  private proceed(): void {
    if (this.isPaused || this.state === 'closed') return;
    while (this.waiting.length > 0 && this.mayLeave()) this.release();
    // A listener may have closed it.
    if (this.isOver()) return;
    this.holdFeed();
    if (this.state === 'finishing' && this.waiting.length === 0 && !(this.pace === 'fast' && this.underWay > 0)) {
      this.state = 'closed';
      this.listener.drained();
    }
  }

  private isOver(): boolean {
    return this.state === 'closed';
  }

  private mayLeave(): boolean {
    switch (this.pace) {
      case 'fast':
        return this.underWay * PACKET_SECONDS < WINDOW;
      default: {
        const { late, ahead } = CLOCKS[this.pace];
        const now = this.clock.now();
        if (now - this.due > late) this.due = now;
        if (this.due - ahead <= now) return true;
        this.timer.set(this.due - ahead - now, () => this.proceed());
        return false;
      }
    }
  }

  private release(): void {
    const packet = this.waiting.shift()!;
    if (this.pace !== 'fast') {
      this.due += PACKET / CLOCKS[this.pace].speed;
      this.listener.send(packet, () => () => {});
      return;
    }
    let holders = 0;
    this.underWay += 1;
    const hold: AudioHold = () => {
      holders += 1;
      let isDone = false;
      return () => {
        if (isDone) return;
        isDone = true;
        letGo();
      };
    };
    const letGo = (): void => {
      holders -= 1;
      if (holders > 0) return;
      this.underWay -= 1;
      this.proceed();
    };
    // Consumers that hold the packet have done so by then.
    const free = hold();
    const timer = new Timeout(this.clock);
    this.grace.add(timer);
    timer.set(GRACE, () => {
      this.grace.delete(timer);
      free();
    });
    this.listener.send(packet, hold);
  }

  private holdFeed(): void {
    const isHeld = this.isHeld ? this.waiting.length > WAITING.few : this.waiting.length > WAITING.most;
    if (isHeld === this.isHeld) return;
    this.isHeld = isHeld;
    this.listener.hold(isHeld);
  }
}
