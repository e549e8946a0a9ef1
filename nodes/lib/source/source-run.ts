import type { CodedError } from '../errors/coded-error';
import type { Clock } from '../time/clock';
import { pickTracks, type Track } from './channels';
import type { AudioHold } from '../message/audio-hold';
import { Delivery, type Pace } from './delivery';
import type { Found, OpenFeed } from './feed';
import { Packer } from './packer';
import { type EndReason, type LifeEvent, type LifeSettings, type LifeState, SourceLife } from './source-life';
import type { ChannelChoice } from './source-settings';

/** Events of a run. `ended` is the last. */
export type RunEvent =
  | { type: 'state'; state: LifeState }
  | { type: 'found'; found: Found; isFinite: boolean }
  | { type: 'packet'; packet: Packet; hold: AudioHold }
  | Extract<LifeEvent, { type: 'stalled' | 'lost' | 'restarted' }>
  | { type: 'ended'; reason: EndReason; error?: CodedError };

/** 100 ms of audio; the last one before an end may be shorter. */
export interface Packet {
  tracks: Track[];
  /** Seconds of this run before it, without lost audio. */
  position: number;
}

export interface RunSettings extends LifeSettings {
  /** Hz. */
  rate: number;
  channels: ChannelChoice;
  /** Only for finite sources. */
  pace: Exclude<Pace, 'live'>;
}

/** One source from its start to its end: packets of 100 ms, at the configured pace. */
export class SourceRun {
  private readonly life: SourceLife;
  private delivery: Delivery<Packet>;
  private packer: Packer | undefined;
  private position = 0;
  private end: { reason: EndReason; error?: CodedError } | undefined;
  private isPaused = false;
  private isOver = false;

  constructor(
    private readonly settings: RunSettings,
    open: OpenFeed,
    private readonly clock: Clock,
    private readonly onEvent: (event: RunEvent) => void,
  ) {
    this.delivery = this.newDelivery('live');
    this.life = new SourceLife(settings, open, clock, (event) => this.take(event));
  }

  pause(): void {
    this.isPaused = true;
    this.life.pause();
    this.delivery.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.life.resume();
    this.delivery.resume();
  }

  /** Ends it at once. Resolves when its feed has ended completely. */
  stop(): Promise<void> {
    const gone = this.life.stop();
    this.over({ reason: 'stopped' });
    return gone;
  }

  private take(event: LifeEvent): void {
    switch (event.type) {
      case 'found':
        // A restarted feed continues where the one before was lost.
        if (event.isFinite) {
          this.delivery = this.newDelivery(this.settings.pace);
          this.life.hold(false);
        }
        if (this.isPaused) this.delivery.pause();
        this.onEvent(event);
        break;
      case 'audio':
        this.pack(event.data, event.channels);
        break;
      case 'ended':
        this.end = event;
        this.flush();
        this.delivery.finish();
        break;
      case 'lost':
        this.flush();
        this.onEvent(event);
        break;
      case 'state':
        if (event.state !== 'ended') this.onEvent(event);
        break;
      default:
        this.onEvent(event);
    }
  }

  private pack(data: Buffer, channels: number): void {
    if (this.packer?.channels !== channels) {
      this.flush();
      this.packer = new Packer(this.settings.rate, channels);
    }
    for (const packet of this.packer.push(data)) this.deliver(packet, channels);
  }

  private flush(): void {
    const rest = this.packer?.flush();
    if (this.packer && rest && rest.length > 0) this.deliver(rest, this.packer.channels);
  }

  private deliver(data: Buffer, channels: number): void {
    const { position } = this;
    this.position += data.length / (channels * 2) / this.settings.rate;
    this.delivery.push({ tracks: pickTracks(data, channels, this.settings.channels), position });
  }

  private newDelivery(pace: Pace): Delivery<Packet> {
    this.delivery?.close();
    return new Delivery(pace, this.clock, {
      send: (packet, hold) => this.onEvent({ type: 'packet', packet, hold }),
      hold: (isHeld) => this.life.hold(isHeld),
      drained: () => this.over(this.end ?? { reason: 'completed' }),
    });
  }

  private over({ reason, error }: { reason: EndReason; error?: CodedError }): void {
    if (this.isOver) return;
    this.isOver = true;
    this.delivery.close();
    this.onEvent({ type: 'ended', reason, ...(error && { error }) });
  }
}
