import {
  countWholeWords,
  follow,
  following,
  middleOf,
  tokensOf,
  wordsOf,
  written,
  type HeardWord,
  type Word,
} from './hypotheses';
import { RunningText, type Hearing, type RunningTextSettings, type Stabiliser } from './running-text';
import { isSteady, newWords, noteNext, UNKNOWN_STEADINESS, type Steadiness } from './steadiness';
import { countLateMarks, type Token } from './token';
import type { Snapshot } from './utterance';

/** When to show a word of a single hypothesis that another word follows. `steady`: on streams where such words stay. */
export const FIRST_SIGHT = ['steady', 'always', 'never'] as const;

/** Settings of `calm`. */
export interface CalmSettings extends RunningTextSettings {
  firstSight: (typeof FIRST_SIGHT)[number];
}

/** Consecutive hypotheses that must agree on a word before it is shown. */
const AGREED = 2;
/** The same for numbers at the end of a partial, which are rewritten while the number continues. */
const AGREED_NUMBER = 3;
/** Consecutive hypotheses that must agree on another spelling of a shown word, or on other marks after it. */
const AGREED_FORM = 2;
/** Consecutive hypotheses that must contradict a shown word; more are needed the more words follow it. */
const CONTRADICTIONS = 2;
const MOST_CONTRADICTIONS = 4;
const WORDS_PER_CONTRADICTION = 2;
/** Milliseconds without any text after which the partial is shown unchanged. */
const PATIENCE = 2000;

/** The state of the partial after the final words. */
export interface CalmState {
  heard: readonly HeardWord[];
  shown: readonly Word[];
  /** Number of final words of the utterance. */
  committed: number;
  /** Arrival of the last text, milliseconds on the filter's clock. */
  news: number;
  steadiness: Steadiness;
  /** The tokens shown with the last partial, and those that have become final since. */
  displayed: readonly Token[];
  confirmed: readonly Token[];
}

/**
 * The utterance so far, with few retractions. A word is shown when a second hypothesis has it too, regardless of case and
 * marks, or at first sight, as set; the marks after it with the next word, or when two hypotheses agree on them. A shown word
 * stays until a final or enough consecutive hypotheses contradict it: more, the more words follow it.
 */
export function calm(settings: CalmSettings): RunningText<CalmState> {
  return new RunningText(stabiliser(settings), settings);
}

const NOTHING = { heard: [], shown: [], displayed: [], confirmed: [] };
const INITIAL: CalmState = { ...NOTHING, committed: 0, news: 0, steadiness: UNKNOWN_STEADINESS };

function stabiliser({ firstSight }: CalmSettings): Stabiliser<CalmState> {
  return {
    initial: INITIAL,

    next(before, snapshot, { now, kind }) {
      const { tail } = snapshot;
      // Leading marks belong to the last final word, and are certain.
      const marks = tail.slice(0, countLateMarks(tail));
      const state = hear(before, { ...snapshot, tail: tail.slice(marks.length) }, now, kind);
      const isOverdue = now >= state.news + PATIENCE;
      const isChanged = isRewritten(state.displayed, [...state.confirmed, ...marks]);
      const isAtOnce = firstSight === 'always' || (firstSight === 'steady' && isSteady(state.steadiness));
      const shown = isOverdue
        ? wordsOf(tail.slice(marks.length))
        : stay(state.shown, state.heard, isChanged, isAtOnce ? 1 : AGREED);
      const tokens = [...marks, ...tokensOf(shown)];
      const isHeldBack = !isOverdue && written(tokens) !== written(tail);
      const latest = kind === 'final' ? {} : { displayed: tokens, confirmed: [] };
      return {
        state: { ...state, ...latest, shown },
        tail: tokens,
        wake: isHeldBack ? state.news + PATIENCE : undefined,
      };
    },

    over: ({ steadiness }) => ({ ...INITIAL, steadiness }),
  };
}

function hear(before: CalmState, { committed, tail, fresh }: Snapshot, now: number, kind: Hearing['kind']): CalmState {
  if (kind === 'wake') return before;
  const count = countWholeWords(committed);
  // The partial was retracted.
  if (tail.length === 0 && fresh.length === 0) return { ...before, ...NOTHING, committed: count, news: now };
  const unproved = newWords(before.heard);
  if (kind === 'partial') {
    const words = wordsOf(tail);
    const steadiness = noteNext(before.steadiness, unproved, words);
    return { ...before, heard: follow(before.heard, words), steadiness, news: now };
  }
  const end = tail[0]?.start ?? committed.at(-1)?.end;
  // Without times, the remaining words are identified by their number.
  const left = countWholeWords(tail);
  const covered = left > 0 ? before.heard.length - left : count - before.committed;
  const open = <Kind extends Word>(list: readonly Kind[]): Kind[] =>
    end === undefined ? list.slice(Math.max(0, covered)) : list.filter((word) => (middleOf(word) ?? Infinity) > end);
  const heard = open(before.heard);
  const proved = unproved.filter((word) => !heard.includes(word));
  return {
    ...before,
    heard,
    steadiness: noteNext(before.steadiness, proved, wordsOf(fresh)),
    shown: open(before.shown),
    committed: count,
    news: now,
    // Only compared with `displayed`: more is not needed.
    confirmed: [...before.confirmed, ...fresh].slice(0, before.displayed.length),
  };
}

/** Whether a final has changed a shown word: then everything after it is displayed anew anyway. */
function isRewritten(displayed: readonly Token[], confirmed: readonly Token[]): boolean {
  return confirmed.some(({ content }, index) => index < displayed.length && content !== displayed[index]?.content);
}

/**
 * The words to show after another hypothesis. After the first change, keeping old words would save nothing.
 *
 * @param isChanged whether something before has changed
 * @param agreed consecutive hypotheses that must contain a word that another one follows
 */
function stay(shown: readonly Word[], heard: readonly HeardWord[], isChanged: boolean, agreed: number): Word[] {
  const lastNumbers = heard.findLastIndex(({ isNumber }) => !isNumber) + 1;
  const needs = (index: number): number =>
    index >= lastNumbers ? AGREED_NUMBER : index < heard.length - 1 ? agreed : AGREED;
  const unsettled = heard.findIndex((word, index) => word.agreed < needs(index));
  const settled = heard.slice(0, unsettled === -1 ? heard.length : unsettled);
  const formed = (words: readonly HeardWord[]): Word[] => words.map((word) => form(word, word === heard.at(-1)));
  const kept: Word[] = [];
  let isFree = isChanged;
  for (const [index, word] of shown.entries()) {
    const same = heard[index];
    if (same?.folded !== word.folded) {
      const needed = isFree
        ? AGREED
        : Math.min(
            MOST_CONTRADICTIONS,
            CONTRADICTIONS + Math.floor((shown.length - 1 - index) / WORDS_PER_CONTRADICTION),
          );
      if ((settled[index]?.agreed ?? 0) >= needed) return [...kept, ...formed(settled.slice(index))];
      return [...kept, ...shown.slice(index), ...formed(following(settled, shown))];
    }
    const isLast = index === heard.length - 1;
    // Once a word follows, the hypothesis is more reliable about the marks before it.
    const isFollowed = index === shown.length - 1 && settled.length > shown.length;
    const next = isFree || isFollowed ? form(same, isLast) : reform(word, same, isLast);
    isFree ||= !isWrittenAs(next, word);
    kept.push(next);
  }
  return [...kept, ...formed(settled.slice(shown.length))];
}

function isWrittenAs(one: Word, other: Word): boolean {
  if (one.tokens === other.tokens && one.marks === other.marks) return true;
  return written(one.tokens) === written(other.tokens) && written(one.marks) === written(other.marks);
}

/** A word as first shown: without the marks at the end of a partial, until two hypotheses agree on them. */
function form(word: HeardWord, isLast: boolean): Word {
  return isLast && word.sameMarks < AGREED_FORM ? { ...word, marks: [] } : word;
}

/** A shown word that the newest hypothesis contains too, perhaps in another spelling. */
function reform(shown: Word, heard: HeardWord, isLast: boolean): Word {
  const tokens =
    written(shown.tokens) !== written(heard.tokens) && heard.sameForm >= AGREED_FORM ? heard.tokens : shown.tokens;
  const isDropped = isLast && heard.marks.length === 0;
  const marks = heard.sameMarks >= AGREED_FORM && !isDropped ? heard.marks : shown.marks;
  const { start, end } = heard;
  return { folded: shown.folded, tokens, marks, start, end, isNumber: shown.isNumber };
}
