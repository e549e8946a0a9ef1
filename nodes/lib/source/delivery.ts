import type { AudioHold } from '../message/audio-hold';
import type { Clock } from '../time/clock';
import { Timeout } from '../time/timeout';
import { PACKET_SECONDS } from './packer';

/** How packets leave: as they come, but not much faster than they last; in real time; or as fast as they are taken. */
export type Pace = 'live' | 'real' | 'fast';

/** Packets that wait before the feed is to wait, and that are left when it goes on. */
const WAITING = { most: 10, few: 3 };
const PACKET = PACKET_SECONDS * 1000;
/**
 * Milliseconds that real time may be missed by before it counts anew, and that packets may be ahead of it. Stations send what
 * they have at once, and go on in real time, by a clock that is not quite ours; what keeps coming faster is a file.
 */
const CLOCKS = { real: { late: 1000, ahead: 0, speed: 1 }, live: { late: 0, ahead: 30_000, speed: 1.1 } };
/** Seconds of audio that may be on their way. */
const WINDOW = 10;
/** Milliseconds in which whoever takes a packet says so; after that nobody holds it. */
const GRACE = 100;

export interface DeliveryListener<Packet> {
  send(packet: Packet, hold: AudioHold): void;
  /** The feed is to wait, or to go on. */
  hold(isHeld: boolean): void;
  /** After `finish`: everything has left. */
  drained(): void;
}

/** Lets packets out no faster than wanted, and holds the feed when too many wait. */
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

  /** Lets nothing out any more. */
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
    // Until then nobody can have said that the packet is held.
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
