import { breakIntoCues } from './cue-breaks';
import { makeCue, type Cue } from './cue';
import { readingTime, timesOf } from './cue-times';
import type { CaptionRules } from './rules';
import { roundTime, type Word } from './word';
import { joinWords } from './words-of';

/** The most words that wait for their cue; beyond it, the first cue is settled. */
const MOST_PENDING = 400;

/** The shortest word, seconds, so that every cue has a duration. */
const SHORTEST = 0.001;

/** Language and direction of a stream, if known. */
export interface Writing {
  language?: string;
  direction?: 'ltr' | 'rtl';
}

/**
 * Makes cues from the words of one stream as they come. A cue is settled, and never changes again, when enough speech has
 * followed that its breaks are final.
 */
export class Captioner {
  private pending: Word[] = [];
  /** When the last settled cue ends. */
  private settledUntil = 0;
  private lastWord: Word | undefined;

  /** @param lookAhead seconds of speech after a cue until it is settled */
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

  /** Start of the first word that is in no settled cue; undefined if there is none. */
  get waitsFrom(): number | undefined {
    return this.pending[0]?.start;
  }

  /** Adds words that are final, in the order of their times; returns the cues that are settled by them. */
  add(words: readonly Word[], writing: Writing): Cue[] {
    if (words.length === 0) return [];
    // Late words must not change a cue that was sent.
    const joined = this.joined(words);
    let earliest = Math.max(this.settledUntil, (this.pending.at(-1)?.start ?? -SHORTEST) + SHORTEST);
    for (const word of joined) {
      const start = roundTime(Math.max(word.start, earliest));
      const before = this.pending.at(-1);
      // Speakers overlap and servers round times, but cues need words that do not overlap.
      if (before) before.end = Math.min(before.end, start);
      this.pending.push({ ...word, start, end: roundTime(Math.max(word.end, start + SHORTEST)) });
      earliest = start + SHORTEST;
    }
    this.lastWord = this.pending.at(-1);
    return this.settle(writing, this.lastWord?.end ?? 0);
  }

  /**
   * Notes that no further word begins before `time`, seconds of the stream; returns the cues that are settled by that.
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

  /**
   * Words whose first one is attached to the last one that waits, if it is. A mark whose word was sent goes with the words
   * behind it.
   */
  private joined([first, ...rest]: readonly Word[]): Word[] {
    const before = first?.attached ? this.pending.pop() : undefined;
    if (before) return [...joinWords(before, first!, this.rules), ...rest];
    const [next, ...others] = rest;
    if (first?.attached && next) return [{ ...first, ends: undefined }, { ...next, joined: true }, ...others];
    return first ? [first, ...rest] : [];
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
