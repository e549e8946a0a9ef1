import type { StoredFormat } from '../format';
import { wrappedError } from './refusals';
import { bytesOfEnds, findWrapping, type MessageEnds } from './wrapping';

/** Counts of messages in a row after which they are looked at; then none are, for twice as many each time. */
const LOOKS: ReadonlySet<number> = new Set([8, 12, 16, 24, 32]);
const MOST = Math.max(...LOOKS);
/** The most messages between two series of looks. */
const LONGEST_PAUSE = 512;

/**
 * Watches whether each message of a stream has bytes around its samples that are none: of the first 32 messages, and of as many
 * again, less and less often. Keeps some hundred bytes of each of these.
 */
export class MessageCheck {
  private messages: MessageEnds[] = [];
  private pause = MOST;
  private skipped = 0;
  private readonly kept: { head: number; tail: number };

  constructor(private readonly layout: StoredFormat) {
    this.kept = bytesOfEnds(layout);
  }

  /**
   * @param message all bytes of the next one
   * @throws AudioError `not_samples`
   */
  push(message: Buffer): void {
    if (this.skipped > 0) {
      this.skipped -= 1;
      return;
    }
    const { head, tail } = this.kept;
    this.messages.push({
      length: message.length,
      head: Buffer.from(message.subarray(0, head)),
      tail: Buffer.from(message.subarray(-tail)),
    });
    if (!LOOKS.has(this.messages.length)) return;
    const wrapping = findWrapping(this.messages, this.layout);
    if (wrapping) throw wrappedError(wrapping);
    if (this.messages.length < MOST) return;
    this.messages = [];
    this.skipped = this.pause;
    this.pause = Math.min(LONGEST_PAUSE, this.pause * 2);
  }
}
