import type { TranscriptResult } from '../../transcript/results';
import { countBefore, countRepeated, type TimedWord } from './word-alignment';

/** Seconds after the last final word beyond which a session cannot repeat anything. */
const BEYOND = 1;

/** Removes results that repeat earlier finals: a new session receives the end of the previous session's audio again. */
export class OverlapFilter {
  private state: 'overlapping' | 'beyond';
  /** Repeated final words of this session, with which its next results are aligned. */
  private matched: TimedWord[] = [];
  private readonly boundary: number;

  /**
   * @param finals the last final words before the session, on the stream's clock
   * @param heardFrom start of the session's audio, seconds of the stream; -Infinity at the start of the stream
   */
  constructor(
    private readonly finals: readonly TimedWord[],
    private readonly heardFrom: number,
  ) {
    this.boundary = finals.at(-1)?.end ?? -Infinity;
    this.state = finals.length > 0 ? 'overlapping' : 'beyond';
  }

  /** Whether the session may still repeat earlier finals. */
  get overlapping(): boolean {
    return this.state === 'overlapping';
  }

  /** Whether an event at `time`, seconds of the stream, was already covered before this session. */
  covers(time: number): boolean {
    return this.overlapping && time <= this.boundary;
  }

  /**
   * Returns the new results of a message. New words never begin before the earlier finals end.
   *
   * @param results of the message, on the stream's clock
   * @param isFinal a final advances the alignment; a partial leaves it unchanged
   */
  newResults(results: readonly TranscriptResult[], isFinal: boolean): TranscriptResult[] {
    if (this.state === 'beyond') return [...results];
    const words = results.filter(isWord);
    const restated = countRepeated(this.finals, [...this.matched, ...words.map(timed)], this.heardFrom);
    const count = Math.max(0, restated - this.matched.length);
    const first = words[count];
    if (isFinal) this.moveOn(words.slice(0, count), first, results.at(-1)?.end_time ?? -Infinity);
    // Marks belong to the word before them: those of repeated words are removed with the words.
    return first ? results.slice(results.indexOf(first)).map((result) => this.afterBoundary(result)) : [];
  }

  private moveOn(restated: readonly TranscriptResult[], first: TranscriptResult | undefined, end: number): void {
    const told = [...this.matched, ...restated.map(timed)];
    this.matched = this.finals[0] ? told.slice(countBefore(this.finals[0], told)) : [];
    if (first || end > this.boundary + BEYOND) this.state = 'beyond';
  }

  private afterBoundary(result: TranscriptResult): TranscriptResult {
    const start_time = Math.max(result.start_time, this.boundary);
    return { ...result, start_time, end_time: Math.max(result.end_time, start_time) };
  }
}

function isWord({ type, content }: TranscriptResult): boolean {
  return type !== 'punctuation' && content !== undefined;
}

/** Converts a result to a word with its times. */
export function timed({ content = '', start_time, end_time }: TranscriptResult): TimedWord {
  return { content, start: start_time, end: end_time };
}
