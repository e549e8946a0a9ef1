import type { RecognisedWord } from './recogniser';

/** A word of a hypothesis; times are seconds from the start of the audio that was decoded. */
export interface HypothesisWord extends RecognisedWord {
  /** Index of its last token. */
  lastToken: number;
}

/** The most likely transcript of a piece of audio. */
export interface Hypothesis {
  tokens: number[];
  /** The words in order, including those of the forced tokens. */
  words: HypothesisWord[];
}

/** A piece of a session's audio. */
export interface Audio {
  /** Position of its first sample in the session. */
  start: number;
  /** Mono samples, -1 to 1, at 16 kHz. */
  samples: Float32Array;
  /** Number of samples of padding at the end. */
  padding?: number;
  /** Number of forced tokens that belong to earlier utterances. */
  context?: number;
  /** Whether it ends in a pause. */
  endsInPause?: boolean;
}

/**
 * Decodes a piece of a session's audio.
 *
 * @param forced tokens of final words, with which the text begins
 * @param draft a guess at the tokens after them: it makes decoding faster and does not affect the result
 */
export type Decode = (audio: Audio, forced: readonly number[], draft: readonly number[]) => Promise<Hypothesis>;
