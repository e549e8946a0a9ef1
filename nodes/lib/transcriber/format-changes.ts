import { AudioError } from '../audio/format';
import type { Clock } from '../time/clock';

/** The most changes of one source within this many milliseconds. */
const MOST = { changes: 5, within: 10_000 };
/** The most sources that are remembered. */
const MOST_SOURCES = 1000;

/**
 * Counts format changes of sources. Each change ends a stream and opens another one, with a session of its own: a source that
 * changes with every message is probably two senders under one name.
 */
export class FormatChanges {
  /** Times of changes by source, least recent first; `error` if the last change was refused. */
  private readonly changes = new Map<string, { times: number[]; error?: AudioError }>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /**
   * Notes that a source changes its format.
   *
   * @throws AudioError `unsupported_audio` if it has done so too often just now; the same one each time until it does not
   */
  note(source: string): void {
    const now = this.clock.now();
    const before = this.changes.get(source);
    const recent = (before?.times ?? []).filter((at) => now - at < MOST.within);
    this.changes.delete(source);
    const [oldest] = this.changes.keys();
    if (this.changes.size >= MOST_SOURCES && oldest !== undefined) this.changes.delete(oldest);
    const error = recent.length >= MOST.changes ? (before?.error ?? tooManyError()) : undefined;
    this.changes.set(source, { times: [...(error ? recent.slice(1) : recent), now], error });
    if (error) throw error;
  }
}

function tooManyError(): AudioError {
  return new AudioError(
    'unsupported_audio',
    `The format of the audio (rate, encoding or channels) has changed ${MOST.changes} times within ${MOST.within / 1000} s. ` +
      'Two senders probably share one source: choose the property that tells them apart in the transcribe node, or let them ' +
      'send the same format.',
  );
}
