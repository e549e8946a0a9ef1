import type { RecognisedWord } from './recogniser';

/** A word of a hypothesis; times are seconds from the start of the audio that was decoded. */
export interface HypothesisWord extends RecognisedWord {
  /** Index of its last token. */
  lastToken: number;
}

/** The most likely text of some audio. */
export interface Hypothesis {
  tokens: number[];
  /** The words in order, of the forced tokens as well. */
  words: HypothesisWord[];
}

/**
 * Finds the most likely text of some audio.
 *
 * @param samples mono samples of -1 to 1 at 16 kHz
 * @param forced tokens of words that are final: the text begins with them
 * @param draft a guess at the tokens after them, which makes it quicker; any guess gives the same text
 */
export type Decode = (
  samples: Float32Array,
  forced: readonly number[],
  draft: readonly number[],
) => Promise<Hypothesis>;
