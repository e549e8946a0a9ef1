import type { Clock } from '../speech-api/clock';
import type { StreamError } from './stream-error';

/** Milliseconds in which all parts of a recording come: they are read from a disk. Endless parts may go on after it. */
const PARTS_WITHIN = 60_000;

/** A recording in parts is refused whole: its later parts, without their beginning, would be taken for other audio. */
export class RefusedRecording {
  private latest: { id: unknown; reason: StreamError; until: number } | undefined;

  constructor(private readonly clock: Clock) {}

  /** Refuses the recording that a message is part of; one without parts is over with its message. */
  add(message: object, reason: StreamError): void {
    const id = recordingOf(message);
    if (id !== undefined) this.latest = { id, reason, until: this.clock.now() + PARTS_WITHIN };
  }

  /** Why the recording was refused that a message is part of; undefined if it was not. */
  reasonFor(message: object): StreamError | undefined {
    if (!this.latest || this.clock.now() >= this.latest.until) return undefined;
    return recordingOf(message) === this.latest.id ? this.latest.reason : undefined;
  }
}

function recordingOf(message: { parts?: unknown }): unknown {
  return (message.parts as { id?: unknown } | null | undefined)?.id;
}
