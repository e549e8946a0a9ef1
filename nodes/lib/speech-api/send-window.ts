import type { SessionLimits } from './limits';
import type { AudioFormat } from './messages';

const BYTES_PER_SAMPLE = { pcm_f32le: 4, pcm_s16le: 2, mulaw: 1 } as const;

/** Limit of unacknowledged audio in this format, bytes. */
export function windowBytes(format: AudioFormat, limits: SessionLimits): number {
  if (format.type === 'file') return limits.windowFileBytes;
  return Math.floor(limits.windowSeconds * format.sample_rate) * BYTES_PER_SAMPLE[format.encoding];
}

/**
 * The audio messages in flight: numbered from 1, limited to a window of bytes and of messages, acknowledged in order
 * (docs/protocol.md, 5.4).
 */
export class SendWindow {
  readonly #maxBytes: number;
  readonly #maxMessages: number;
  /** Sizes of the unacknowledged messages, oldest first. */
  readonly #sizes: number[] = [];
  #unacknowledgedBytes = 0;
  #acknowledgedBytes = 0;
  #acknowledgedMessages = 0;

  constructor(maxBytes: number, maxMessages: number) {
    this.#maxBytes = maxBytes;
    this.#maxMessages = maxMessages;
  }

  /** Bytes that fit into the window now. */
  get room(): number {
    if (this.#sizes.length >= this.#maxMessages) return 0;
    return Math.max(0, this.#maxBytes - this.#unacknowledgedBytes);
  }

  /** Messages sent so far: the `last_seq_no` of EndOfStream. */
  get sentMessages(): number {
    return this.#acknowledgedMessages + this.#sizes.length;
  }

  get acknowledgedMessages(): number {
    return this.#acknowledgedMessages;
  }

  get acknowledgedBytes(): number {
    return this.#acknowledgedBytes;
  }

  get hasUnacknowledged(): boolean {
    return this.#sizes.length > 0;
  }

  /** Whether a message of `length` bytes, at least 1, may be sent: it fits, or nothing is in flight. */
  admits(length: number): boolean {
    return length <= this.room || !this.hasUnacknowledged;
  }

  /** Notes a message of `length` bytes as sent. */
  add(length: number): void {
    this.#sizes.push(length);
    this.#unacknowledgedBytes += length;
  }

  /**
   * Handles the number of an AudioAdded. Servers miscount: a number beyond what was sent acknowledges all of it, one that goes
   * backwards nothing. Returns whether anything new was acknowledged.
   */
  acknowledge(seqNo: number): boolean {
    const fresh = seqNo - this.#acknowledgedMessages;
    let bytes = 0;
    let count = 0;
    // Usually a single message.
    for (; count < fresh && this.#sizes.length > 0; count += 1) bytes += this.#sizes.shift() ?? 0;
    this.#acknowledgedMessages += count;
    this.#acknowledgedBytes += bytes;
    this.#unacknowledgedBytes -= bytes;
    return count > 0;
  }
}
