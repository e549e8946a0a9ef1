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

/** A piece of a session's audio. */
export interface Audio {
  /** Its first sample's place in the session. */
  start: number;
  /** Mono samples of -1 to 1 at 16 kHz. */
  samples: Float32Array;
  /** How many of them, at the end, are a pause that was added. */
  padding?: number;
  /** How many of the tokens that are forced in it are of utterances before the last one. */
  context?: number;
  /** Whether nobody speaks at its end. */
  endsInPause?: boolean;
}

/**
 * Finds the most likely text of some of a session's audio.
 *
 * @param forced tokens of words that are final: the text begins with them
 * @param draft a guess at the tokens after them, which makes it quicker; any guess gives the same text
 */
export type Decode = (audio: Audio, forced: readonly number[], draft: readonly number[]) => Promise<Hypothesis>;
