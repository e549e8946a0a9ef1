import type { AudioFormat } from '../../nodes/lib/speech-api/messages';
import { SAMPLE_RATE } from './scripted-speech';

const BYTES_PER_SECOND = 2 * SAMPLE_RATE;
/** What a client may have sent without an acknowledgement: seconds of raw audio, with one message on top; messages. */
const WINDOW_SECONDS = 10.1;
const WINDOW_MESSAGES = 500;

/** The seconds that bytes of raw audio last. */
export function secondsOf(bytes: number): number {
  return bytes / BYTES_PER_SECOND;
}

/** The audio that one session was sent, and what of it the session acknowledged. */
export class ReceivedAudio {
  messages = 0;
  /** Highest number that was acknowledged. */
  acknowledged = 0;
  private bytes = 0;
  private readonly endsOfMessages: number[] = [];

  constructor(private readonly format: AudioFormat) {}

  get seconds(): number {
    return secondsOf(this.bytes);
  }

  /** Counts a message; returns what the protocol forbids about it. */
  add(data: Buffer): string[] {
    this.messages += 1;
    this.bytes += data.length;
    this.endsOfMessages.push(this.bytes);
    const violations: string[] = [];
    if (this.format.type === 'raw') {
      if (data.length % 2 !== 0) violations.push('a torn sample');
      if (this.unacknowledgedSeconds > WINDOW_SECONDS) violations.push('too much audio without acknowledgement');
    }
    if (this.messages - this.acknowledged > WINDOW_MESSAGES) {
      violations.push('too many messages without acknowledgement');
    }
    return violations;
  }

  private get unacknowledgedSeconds(): number {
    const acknowledged = this.endsOfMessages[Math.min(this.acknowledged, this.messages) - 1] ?? 0;
    return secondsOf(this.bytes - acknowledged);
  }
}
