import type { Clock } from '../time/clock';
import { isObject } from '../settings/validators';
import type { CodedError } from '../errors/coded-error';

/** Milliseconds in which all parts of a recording come: they are read from a disk. Endless parts may go on after it. */
const PARTS_WITHIN = 60_000;
/** The most recordings that are remembered. */
const MOST = 1000;

/** Recordings in parts are refused whole: their later parts, without their beginning, would be taken for other audio. */
export class RefusedRecordings {
  /** By the ids of their parts; the latest last. */
  private readonly refused = new Map<unknown, { reason: CodedError; until: number }>();

  constructor(private readonly clock: Clock) {}

  /** Refuses the recording that a message is part of; one without parts is over with its message. */
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

  /** Why the recording was refused that a message is part of; undefined if it was not. */
  reasonFor(message: object): CodedError | undefined {
    const refused = this.refused.get(recordingOf(message));
    return refused && this.clock.now() < refused.until ? refused.reason : undefined;
  }
}

/** The elements of a list are recordings by themselves, or live audio. */
function recordingOf({ parts }: { parts?: unknown }): unknown {
  return isObject(parts) && parts.type !== 'array' ? parts.id : undefined;
}
