import type { RecognisedWord } from './recogniser';

/** When words have to be final; seconds of the session's audio. */
export interface FinalTiming {
  /** How much audio was heard. */
  heard: number;
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

/**
 * How many of the first open words become final with this hypothesis: those that would be late with the next. Words that two
 * hypotheses in a row agree on do so one hypothesis earlier, if enough was said after them: one that errs finds them
 * final already. Punctuation becomes final with the word after it: until that is understood, it may come of the
 * audio's end and not of the sentence's.
 *
 * @param words of the newest hypothesis that are not final yet
 * @param previous those of the hypothesis before
 */
export function countFinal(
  words: readonly RecognisedWord[],
  previous: readonly RecognisedWord[],
  { heard, maxDelay, next }: FinalTiming,
): number {
  const agreed = countAgreed(words, previous);
  const afterNext = next + (next - heard);
  const isDue = ({ endTime }: RecognisedWord, index: number): boolean => {
    const context = heard - endTime;
    const isAgreed = index < agreed && context >= AGREED_CONTEXT;
    return context >= MIN_CONTEXT && endTime + maxDelay < (isAgreed ? afterNext : next);
  };
  const open = words.findIndex((word, index) => !isDue(word, index));
  const due = open === -1 ? words.length : open;
  return words.slice(0, due).findLastIndex(({ type }) => type === 'word') + 1;
}

/** How many words at the start are the same in both. */
function countAgreed(words: readonly RecognisedWord[], previous: readonly RecognisedWord[]): number {
  const differing = words.findIndex(
    ({ type, content }, index) => previous[index]?.type !== type || previous[index].content !== content,
  );
  return differing === -1 ? words.length : differing;
}
