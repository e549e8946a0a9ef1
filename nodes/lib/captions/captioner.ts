import { breakIntoCues } from './cue-breaks';
import { makeCue, type Cue } from './cue';
import { readingTime, timesOf } from './cue-times';
import type { CaptionRules } from './rules';
import { roundTime, type Word } from './word';

/** Words that wait for their cue; beyond it the first cue is taken as settled. */
const MOST_PENDING = 400;

/** Seconds: no word is shorter, so that every cue is there for a moment. */
const SHORTEST = 0.001;

/** What words of a stream are written in, where it was told. */
export interface Writing {
  language?: string;
  direction?: 'ltr' | 'rtl';
}

/**
 * Makes cues of one stream's words as they come. A cue is settled when enough speech lies behind it that it is not broken
 * otherwise any more; then it never changes.
 */
export class Captioner {
  private pending: Word[] = [];
  /** When the last settled cue ends. */
  private settledUntil = 0;
  private lastWord: Word | undefined;

  /** @param lookAhead seconds of speech behind a cue after which it is settled */
  constructor(
    private readonly rules: CaptionRules,
    private readonly lookAhead: number,
  ) {}

  /** The last word that was given, settled or not. */
  get last(): Word | undefined {
    return this.lastWord;
  }

  /** Whether words wait for their cue. */
  get waits(): boolean {
    return this.pending.length > 0;
  }

  /** When the first word begins that is in no settled cue; left out: there is none. */
  get waitsFrom(): number | undefined {
    return this.pending[0]?.start;
  }

  /** Adds words that are final, in the order of their times; returns the cues that are settled by them. */
  add(words: readonly Word[], writing: Writing): Cue[] {
    if (words.length === 0) return [];
    // A cue that was sent stays as it is, whatever comes late.
    let earliest = Math.max(this.settledUntil, (this.pending.at(-1)?.start ?? -SHORTEST) + SHORTEST);
    for (const word of words) {
      const before = this.pending.at(-1);
      if (word.isMark) {
        // Behind a word that was sent, or that has one, it comes too late.
        if (before && !before.ends) Object.assign(before, { text: before.text + word.text, ends: word.ends });
        continue;
      }
      const start = roundTime(Math.max(word.start, earliest));
      // Speech overlaps, and servers round: here each word ends before the next one begins.
      if (before) before.end = Math.min(before.end, start);
      this.pending.push({ ...word, start, end: roundTime(Math.max(word.end, start + SHORTEST)) });
      earliest = start + SHORTEST;
    }
    this.lastWord = this.pending.at(-1) ?? this.lastWord;
    return this.settle(writing, this.pending.at(-1)?.end ?? 0);
  }

  /**
   * Says that nothing more is said before `time`, seconds on the stream's clock; returns the cues that are settled by that.
   */
  advance(time: number, writing: Writing): Cue[] {
    const { lookAhead, pending } = this;
    const spoken = pending.at(-1)?.end ?? Infinity;
    const free = this.rules.linger + this.rules.gap + this.rules.closeGap;
    return time - spoken >= Math.max(lookAhead, free) ? this.finish(writing, time) : [];
  }

  /** Settles everything that waits. @param next when the next word begins at the earliest */
  finish(writing: Writing, next = Infinity): Cue[] {
    const cues: Cue[] = [];
    const breaks = breakIntoCues(this.pending, this.rules, writing);
    for (const { from, to, lines } of breaks) {
      cues.push(this.cueOf(from, to, lines, this.pending[to + 1]?.start ?? next, writing));
    }
    this.pending = [];
    return this.sent(cues);
  }

  private settle(writing: Writing, horizon: number): Cue[] {
    const cues: Cue[] = [];
    const breaks = breakIntoCues(this.pending, this.rules, { open: true, ...writing });
    let taken = 0;
    for (const { from, to, lines } of breaks.slice(0, -1)) {
      const isSettled = horizon - this.pending[to]!.end >= this.lookAhead;
      if (!isSettled && this.pending.length - taken <= MOST_PENDING) break;
      cues.push(this.cueOf(from, to, lines, this.pending[to + 1]!.start, writing));
      taken = to + 1;
    }
    this.pending = this.pending.slice(taken);
    return this.sent(cues);
  }

  private cueOf(from: number, to: number, lines: readonly number[], next: number, writing: Writing): Cue {
    const words = this.pending.slice(from, to + 1);
    const needed = readingTime(words, this.rules, writing.language);
    const times = timesOf(words[0]!.start, words.at(-1)!.end, next, needed, this.rules);
    const starts = lines.map((start) => start - from);
    return makeCue(words, starts, times, this.rules, writing.direction);
  }

  private sent(cues: Cue[]): Cue[] {
    this.settledUntil = cues.at(-1)?.end ?? this.settledUntil;
    return cues;
  }
}
