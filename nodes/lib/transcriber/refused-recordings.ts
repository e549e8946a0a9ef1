import type { Clock } from '../time/clock';
import { isObject } from '../settings/validators';
import type { CodedError } from '../errors/coded-error';

/** Milliseconds for which the parts of a recording are refused: they are read from a disk. Endless parts may continue later. */
const PARTS_WITHIN = 60_000;
/** The most recordings that are remembered. */
const MOST = 1000;

/** Refuses recordings in parts as a whole: without its beginning, the rest would be taken for other audio. */
export class RefusedRecordings {
  /** By the ids of their parts, oldest first. */
  private readonly refused = new Map<unknown, { reason: CodedError; until: number }>();

  constructor(private readonly clock: Clock) {}

  /** Refuses the recording that a message is part of, if it has parts. */
  add(message: object, reason: CodedError): void {
    const id = recordingOf(message);
    if (id === undefined) return;
    const now = this.clock.now();
    this.refused.delete(id);
    for (const [oldest, { until }] of this.refused) {
      if (now < until && this.refused.size < MOST) break;
      this.refused.delete(oldest);
    }
    this.refused.set(id, { reason, until: now + PARTS_WITHIN });
  }

  /** The error for which the recording of a message was refused; undefined if it was not. */
  reasonFor(message: object): CodedError | undefined {
    const refused = this.refused.get(recordingOf(message));
    return refused && this.clock.now() < refused.until ? refused.reason : undefined;
  }
}

/** The id of a recording in parts. Elements of a list are separate recordings, or live audio. */
function recordingOf({ parts }: { parts?: unknown }): unknown {
  return isObject(parts) && parts.type !== 'array' ? parts.id : undefined;
}
