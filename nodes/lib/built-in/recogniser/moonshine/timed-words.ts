import type { Hypothesis } from '../hypothesis';
import { SAMPLE_RATE } from '../recogniser';
import { FRAME_CENTRE, FRAME_SAMPLES } from './architecture';
import type { Decoding } from './decoder';
import { firstFrames } from './word-times';
import { isMark, wordsOf } from './words';

/**
 * Turns a decoding into words with times.
 *
 * @param forced how many tokens at the start are settled
 */
export function hypothesisOf(decoding: Decoding, vocabulary: readonly string[], forced: number): Hypothesis {
  const { tokens, probabilities, attention, spelt, frames } = decoding;
  const words = wordsOf(tokens, probabilities, vocabulary, forced, spelt);
  // Punctuation is not heard: were it aligned too, it would take its time from the words beside it.
  const silent = new Set(words.map((word) => word.lastToken).filter((token) => isMark(vocabulary[tokens[token]!]!)));
  const heard = attention.map((_, token) => token).filter((token) => !silent.has(token));
  const starts = new Map<number, number>();
  firstFrames(
    heard.map((token) => attention[token]!),
    frames,
  ).forEach((frame, index) => starts.set(heard[index]!, (frame * FRAME_SAMPLES + FRAME_CENTRE) / SAMPLE_RATE));
  const startFrom = (token: number): number => starts.get(token) ?? startFrom(token + 1);
  return {
    tokens,
    words: words.map(({ type, content, firstToken, lastToken, confidence }) => ({
      type,
      content,
      startTime: startFrom(firstToken),
      endTime: startFrom(lastToken + 1),
      confidence,
      lastToken,
    })),
  };
}
