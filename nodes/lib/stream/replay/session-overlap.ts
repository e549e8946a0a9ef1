import type { TranscriptResult } from '../../transcript/results';
import { OverlapFilter, timed } from './overlap-filter';
import type { TimedWord } from './word-alignment';

/** Seconds of final words that are remembered: what the next session may repeat, and a little more. */
const REMEMBERED = 5;

/** Limit of remembered final words: more than anybody says in these seconds. */
const MOST_REMEMBERED = 100;

/** Limit of translation languages that are tracked; the protocol allows five. */
const MOST_LANGUAGES = 50;

/** Seconds before and after the end of the final words within which no session may begin. */
const CLEAR = { before: 1, behind: 0.5 };

/** Seconds by which two sessions may differ on the end of the same utterance. */
const SAME_UTTERANCE = 0.5;

/**
 * Final words, translations and ends of utterances at the end of the stream, so that nothing is sent twice when the next
 * session receives that audio again. All times are seconds of the stream.
 */
export class SessionOverlap {
  private filter = new OverlapFilter([], -Infinity);
  /** The last final words. */
  private latest: TimedWord[] = [];
  private utteranceEnd = -Infinity;
  /** End of the last final translation for each language: so far, and up to the previous session. */
  private readonly translated = new Map<string, number>();
  private translatedBefore: ReadonlyMap<string, number> = new Map();

  /** Begins a session whose audio starts at `heardFrom`. */
  beginSession(heardFrom: number): void {
    this.filter = new OverlapFilter(this.latest, heardFrom);
    this.translatedBefore = new Map(this.translated);
  }

  /** Moves the start of a session if the word that it may cut off would be near the end of the final words. */
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

  /** Whether an event at `time` was already sent in the previous session. */
  wasTold(time: number): boolean {
    return this.filter.covers(time);
  }

  /** Notes an end of utterance at `time`. Returns whether it is a new one. */
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
