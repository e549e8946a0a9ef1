import type { TranscriptResult } from '../../transcript/results';
import { OverlapFilter, timed } from './overlap-filter';
import type { TimedWord } from './word-alignment';

/** Seconds of final words that are remembered: what the next session may say again, and a little more. */
const REMEMBERED = 5;

/** The most final words that are remembered: more than can be said in these seconds. */
const MOST_REMEMBERED = 100;

/** Languages of translations that are told from others; the protocol allows five. */
const MOST_LANGUAGES = 50;

/** Seconds before and after the end of the final words within which no session's audio may begin. */
const CLEAR = { before: 1, behind: 0.5 };

/** Seconds that two sessions may be apart on the end of the same utterance. */
const SAME_UTTERANCE = 0.5;

/**
 * What was final at the end of a stream when a session begins, so that what the session hears once more is not told twice:
 * words, translations, ends of utterances. All times are seconds of the stream.
 */
export class SessionOverlap {
  private filter = new OverlapFilter([], -Infinity);
  /** The last final words. */
  private latest: TimedWord[] = [];
  private utteranceEnd = -Infinity;
  /** Where the last final translation ended, for each language: up to now, and in the sessions before. */
  private readonly translated = new Map<string, number>();
  private translatedBefore: ReadonlyMap<string, number> = new Map();

  /** What comes next is from a session whose audio begins at `heardFrom`. */
  beginSession(heardFrom: number): void {
    this.filter = new OverlapFilter(this.latest, heardFrom);
    this.translatedBefore = new Map(this.translated);
  }

  /** Moves the place where a session is to begin, if the word that its beginning cuts would stand near the end of the final words. */
  clearOfWords(from: number): number {
    const end = this.latest.at(-1)?.end ?? -Infinity;
    return from > end - CLEAR.before && from < end + CLEAR.behind ? end - CLEAR.before : from;
  }

  /** Returns the new results of a transcript. */
  newResults(results: readonly TranscriptResult[], kind: 'partial' | 'final'): TranscriptResult[] {
    const added = this.filter.newResults(results, kind === 'final');
    if (kind === 'final') this.remember(added);
    return added;
  }

  /** Returns the new part of a translation. */
  newTranslation(
    language: string,
    results: readonly TranscriptResult[],
    kind: 'partial' | 'final',
  ): TranscriptResult[] {
    const until = this.translatedBefore.get(language) ?? -Infinity;
    const added = results.filter(({ start_time, end_time }) => (start_time + end_time) / 2 > until);
    const last = added.at(-1);
    if (kind === 'final' && last && (this.translated.has(language) || this.translated.size < MOST_LANGUAGES)) {
      this.translated.set(language, last.end_time);
    }
    return added;
  }

  /** Whether something that the session says happened at `time` was told by the one before it. */
  wasTold(time: number): boolean {
    return this.filter.covers(time);
  }

  /** Notes an end of utterance at `time`. Returns whether it is another one than the last. */
  endUtterance(time: number): boolean {
    const told = this.filter.overlapping && time <= this.utteranceEnd + SAME_UTTERANCE;
    if (!told) this.utteranceEnd = time;
    return !told;
  }

  private remember(results: readonly TranscriptResult[]): void {
    const words = [
      ...this.latest,
      ...results.filter(({ type, content }) => type !== 'punctuation' && content).map(timed),
    ].slice(-MOST_REMEMBERED);
    const since = (words.at(-1)?.end ?? 0) - REMEMBERED;
    this.latest = words.filter(({ end }) => end > since);
  }
}
