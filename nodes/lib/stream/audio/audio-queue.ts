import type { AudioPiece } from '../../audio/audio-reader';
import { AudioBlocks } from './audio-blocks';
import type { AudioAmount } from './dropped-audio';
import { Fifo } from './fifo';
import type { AudioBudget } from './audio-budget';

/** A recording is never trimmed. */
export type AudioKind = 'live' | 'recording';

/** A piece of audio with its position on the stream's clock, in seconds. */
export interface QueuedAudio extends AudioPiece {
  position: number;
  kind: AudioKind;
  /** Only audio that was never sent may be dropped. */
  sent: 'never' | 'before';
}

/** How much live audio may wait (seconds), and which end is dropped beyond that. */
export interface QueueLimit {
  seconds: number;
  drop: 'oldest' | 'newest';
}

/** The most pieces whose memory is kept for reuse: about as many as a final covers. */
const MOST_SPARE = 32;
/** Rounding errors of sums, seconds: a limit is exceeded only by more than this. */
const TOLERANCE = 1e-6;

/**
 * Audio of one stream that finals do not cover yet, in order: sent to the current session, then waiting for one. When a
 * session is lost, the sent audio waits again.
 */
export class AudioQueue {
  private readonly blocks = new AudioBlocks();
  private readonly waiting = new Fifo<QueuedAudio>();
  private readonly sent = new Fifo<QueuedAudio>();
  /** Live pieces covered by finals, for reuse: collecting objects that live for seconds is expensive. */
  private readonly covered: QueuedAudio[] = [];
  /** Live audio that was never sent. */
  private live = { entries: 0, seconds: 0 };
  private keptSeconds = 0;
  private endPosition = 0;

  /**
   * @param budget counts the bytes of this queue with those of others
   * @param kept seconds of sent live audio that are kept; the oldest beyond that is discarded
   */
  constructor(
    private readonly limit: QueueLimit,
    private readonly budget: AudioBudget,
    private readonly kept: number,
  ) {}

  /** Whether nothing waits. */
  get empty(): boolean {
    return this.waiting.length === 0;
  }

  /** Seconds from the oldest piece that waits to the end; 0 for containers, whose pieces have no length. */
  get waitingSeconds(): number {
    const oldest = this.waiting.at(0);
    return oldest ? this.endPosition - oldest.position : 0;
  }

  /** Position of the next piece on the stream's clock: all seconds that were pushed, including dropped ones. */
  get end(): number {
    return this.endPosition;
  }

  /** Adds the next piece of the stream, regardless of the limit: see `trim`. */
  push({ data, seconds }: AudioPiece, kind: AudioKind): void {
    const position = this.endPosition;
    this.waiting.push(kind === 'live' ? this.held(data, seconds) : { data, seconds, position, kind, sent: 'never' });
    this.endPosition += seconds;
    this.budget.add(data.length);
    if (kind === 'recording') return;
    this.live.entries += 1;
    this.live.seconds += seconds;
  }

  /** Advances the stream's clock by some seconds without audio. */
  skip(seconds: number): void {
    this.endPosition += seconds;
  }

  /** Seconds of live audio that can still wait before some of it is dropped. */
  get spare(): number {
    return this.limit.seconds - this.live.seconds;
  }

  peek(): QueuedAudio | undefined {
    return this.waiting.at(0);
  }

  /** Marks the oldest waiting piece as sent. It is kept for replay, unless it is a live piece of a container. */
  take(): void {
    const entry = this.waiting.shift();
    if (!entry) return;
    this.discountLive(entry);
    if (entry.kind === 'live' && entry.seconds === 0) {
      this.budget.remove(entry.data.length);
      return;
    }
    entry.sent = 'before';
    this.sent.push(entry);
    this.keptSeconds += entry.seconds;
  }

  /** Puts the sent audio back at the front, to be sent again. */
  requeueSent(): void {
    const rest = this.waiting.drain();
    for (const entry of this.sent.drain()) this.waiting.push(entry);
    for (const entry of rest) this.waiting.push(entry);
    this.keptSeconds = 0;
  }

  /** Discards sent audio that ends before `time` (seconds of the stream). Pieces of containers are kept. */
  forgetBefore(time: number): void {
    for (let oldest = this.sent.at(0); oldest; oldest = this.sent.at(0)) {
      if (oldest.seconds === 0 || oldest.position + oldest.seconds > time + TOLERANCE) return;
      this.forgetOldest();
      if (oldest.kind === 'live' && this.covered.length < MOST_SPARE) this.covered.push(oldest);
    }
  }

  /** Discards the oldest sent live audio beyond the limits, and returns where it ended. */
  trimSent(): number | undefined {
    let end: number | undefined;
    for (let oldest = this.sent.at(0); oldest?.kind === 'live'; oldest = this.sent.at(0)) {
      if (this.keptSeconds <= this.kept + TOLERANCE && !this.budget.exceeded) return end;
      end = oldest.position + oldest.seconds;
      this.forgetOldest();
    }
    return end;
  }

  /** Drops live audio beyond the limit that was never sent, and returns how much. */
  trim(): AudioAmount {
    const dropped = { seconds: 0, bytes: 0 };
    while (this.live.entries > 0 && (this.live.seconds > this.limit.seconds + TOLERANCE || this.budget.exceeded)) {
      const entry = this.waiting.remove(this.limit.drop === 'oldest' ? this.oldestNew() : this.newestNew());
      if (!entry) return dropped;
      this.discountLive(entry);
      this.budget.remove(entry.data.length);
      dropped.seconds += entry.seconds;
      dropped.bytes += entry.data.length;
    }
    return dropped;
  }

  /** Empties the queue, and returns how much waited after `time` (seconds of the stream). */
  clear(time = 0): AudioAmount {
    const amount = { seconds: 0, bytes: 0 };
    for (const { position, seconds, data } of this.waiting.drain()) {
      this.budget.remove(data.length);
      const open = Math.min(seconds, position + seconds - time);
      if (open < 0 || (seconds > 0 && open < TOLERANCE)) continue;
      amount.seconds += open;
      amount.bytes += data.length;
    }
    for (const { data } of this.sent.drain()) this.budget.remove(data.length);
    this.keptSeconds = 0;
    this.live = { entries: 0, seconds: 0 };
    return amount;
  }

  /** A live piece, with its bytes copied into the queue's own memory. */
  private held(data: Buffer, seconds: number): QueuedAudio {
    const position = this.endPosition;
    const covered = this.covered.pop();
    if (covered?.data.length !== data.length) {
      return { data: this.blocks.keep(data), seconds, position, kind: 'live', sent: 'never' };
    }
    data.copy(covered.data);
    covered.seconds = seconds;
    covered.position = position;
    covered.sent = 'never';
    return covered;
  }

  private forgetOldest(): void {
    const entry = this.sent.shift();
    if (!entry) return;
    this.budget.remove(entry.data.length);
    this.keptSeconds = this.sent.length === 0 ? 0 : this.keptSeconds - entry.seconds;
  }

  private isNew(index: number): boolean {
    const entry = this.waiting.at(index);
    return entry?.kind === 'live' && entry.sent === 'never';
  }

  private oldestNew(): number {
    let index = 0;
    while (!this.isNew(index)) index += 1;
    return index;
  }

  private newestNew(): number {
    let index = this.waiting.length - 1;
    while (!this.isNew(index)) index -= 1;
    return index;
  }

  private discountLive({ kind, sent, seconds }: QueuedAudio): void {
    if (kind === 'recording' || sent === 'before') return;
    this.live.entries -= 1;
    // Resets the sum when possible, so that rounding errors can't add up for months.
    this.live.seconds = this.live.entries === 0 ? 0 : this.live.seconds - seconds;
  }
}
