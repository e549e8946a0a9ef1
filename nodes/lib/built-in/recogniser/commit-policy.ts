import type { RecognisedWord } from './recogniser';

/** When words have to be final; seconds of the session's audio. */
export interface FinalTiming {
  /** How much audio was heard. */
  heard: number;
  /** How much of it, at its end, is silence. */
  silence: number;
  /** Within that many seconds after its end a word is final. */
  maxDelay: number;
  /** Where the audio will be when the next hypothesis is there. */
  next: number;
}

/**
 * Seconds of audio after a word without which it is a mere guess, which would mislead the model in what follows: on a slow
 * processor words are late rather than wrong.
 */
const MIN_CONTEXT = 0.4;
/** Seconds of audio after a word that two hypotheses agree on, so that it need not wait for more. */
const AGREED_CONTEXT = 1;
/** The same for words that are not late yet and end no clause, but go with one that is late. With 1 s, more words are wrong. */
const SETTLED_CONTEXT = 1.5;
/** So much of the delay is heard after a clause that need not wait for the rest. */
const CLAUSE_SHARE = 0.5;
/** Seconds between two words that part them as a mark does. */
const PAUSE = 0.25;

/**
 * How many of the first open words become final with this hypothesis. As long as no word would be late with the next, all
 * wait, except for clauses that two hypotheses in a row agree on and behind which half the delay was heard. Then those that
 * would be late go, and with them what follows as far as two hypotheses in a row agree on it, so that people read clauses
 * and not crumbs: up to its last mark, or else its last pause, or else all of it.
 *
 * A mark goes with the word before it, once a word or some silence is heard behind it: until then it may come of the
 * audio's end and not of the sentence's.
 *
 * @param words of the newest hypothesis that are not final yet; the first is no mark
 * @param previous those of the hypothesis before
 */
export function countFinal(
  words: readonly RecognisedWord[],
  previous: readonly RecognisedWord[],
  timing: FinalTiming,
): number {
  const agreed = countAgreed(words, previous);
  const due = countDue(words, agreed, timing);
  const cutsUntil = (context: number): number[] => {
    const isOpen = ({ endTime }: RecognisedWord, index: number): boolean =>
      index >= agreed || timing.heard - endTime < context;
    const settled = Math.max(due, countUntil(words, isOpen));
    return Array.from({ length: settled - due + 1 }, (_, index) => due + index);
  };
  const lastMark = (context: number): number | undefined =>
    cutsUntil(context).findLast((count) => endsWithMark(words, count));
  if (due === 0) return lastMark(Math.max(SETTLED_CONTEXT, timing.maxDelay * CLAUSE_SHARE)) ?? 0;
  const cuts = cutsUntil(SETTLED_CONTEXT);
  return (
    lastMark(AGREED_CONTEXT) ??
    cuts.findLast((count) => endsAtPause(words, count)) ??
    withMark(words, cuts.at(-1)!, timing.silence)
  );
}

/**
 * How many words would be late with the next hypothesis. Those that two hypotheses in a row agree on are due one look
 * earlier, if enough was said after them: a hypothesis that errs for one look finds them settled.
 */
function countDue(words: readonly RecognisedWord[], agreed: number, { heard, maxDelay, next }: FinalTiming): number {
  const afterNext = next + (next - heard);
  const isOpen = ({ endTime }: RecognisedWord, index: number): boolean => {
    const context = heard - endTime;
    const isAgreed = index < agreed && context >= AGREED_CONTEXT;
    return context < MIN_CONTEXT || endTime + maxDelay >= (isAgreed ? afterNext : next);
  };
  const due = countUntil(words, isOpen);
  return words.slice(0, due).findLastIndex(({ type }) => type === 'word') + 1;
}

/** The same number of words, with the mark behind the last of them, or without it if nothing is heard behind that. */
function withMark(words: readonly RecognisedWord[], count: number, silence: number): number {
  const wordCount = words.slice(0, count).findLastIndex(({ type }) => type === 'word') + 1;
  const next = words.findIndex(({ type }, index) => index >= wordCount && type === 'word');
  if (next !== -1) return next;
  return silence >= MIN_CONTEXT ? words.length : wordCount;
}

function endsWithMark(words: readonly RecognisedWord[], count: number): boolean {
  return words[count - 1]?.type === 'punctuation' && words[count]?.type === 'word';
}

function endsAtPause(words: readonly RecognisedWord[], count: number): boolean {
  const [before, after] = [words[count - 1], words[count]];
  return before !== undefined && after?.type === 'word' && after.startTime - before.endTime >= PAUSE;
}

/** How many words at the start are the same in both. */
function countAgreed(words: readonly RecognisedWord[], previous: readonly RecognisedWord[]): number {
  return countUntil(
    words,
    ({ type, content }, index) => previous[index]?.type !== type || previous[index].content !== content,
  );
}

/** How many there are before the first one of a kind. */
function countUntil(
  words: readonly RecognisedWord[],
  isKind: (word: RecognisedWord, index: number) => boolean,
): number {
  const found = words.findIndex(isKind);
  return found === -1 ? words.length : found;
}
