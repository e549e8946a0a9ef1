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

/** Seconds of audio after a word without which no word is final early, even if two hypotheses agree on it. */
const MIN_CONTEXT = 0.4;
/** Seconds. With a shorter delay words become final before the model has heard enough of what follows them. */
const MIN_DELAY = 0.8;

/**
 * How many of the first open words become final with this hypothesis. Words that two hypotheses in a row agree on do so
 * when they would be late after the one that follows the next, others when they would be late with the next. Closing
 * punctuation never does: while an utterance goes on, it comes of the audio's end and not of the sentence's.
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
    const latest = endTime + Math.max(maxDelay, MIN_DELAY);
    return latest < next || (index < agreed && heard - endTime >= MIN_CONTEXT && latest < afterNext);
  };
  const open = words.findIndex((word, index) => !isDue(word, index));
  const due = open === -1 ? words.length : open;
  return due === words.length && words.at(-1)?.type === 'punctuation' ? due - 1 : due;
}

/** How many words at the start are the same in both. */
function countAgreed(words: readonly RecognisedWord[], previous: readonly RecognisedWord[]): number {
  const differing = words.findIndex(
    ({ type, content }, index) => previous[index]?.type !== type || previous[index].content !== content,
  );
  return differing === -1 ? words.length : differing;
}
