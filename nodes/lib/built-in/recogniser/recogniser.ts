/** Samples per second of the audio that recognisers take. */
export const SAMPLE_RATE = 16000;

/** A word or a punctuation mark with its place in the session's audio (seconds) and its confidence (0 to 1). */
export interface RecognisedWord {
  type: 'word' | 'punctuation';
  content: string;
  startTime: number;
  endTime: number;
  confidence: number;
}

/** What a recognition reports. Finals cover consecutive words and never change; a partial replaces the one before it. */
export type RecognitionEvent =
  | { type: 'partial'; words: RecognisedWord[]; endTime: number }
  | { type: 'final'; words: RecognisedWord[]; endTime: number }
  /** Follows the last final of an utterance; `time` is where its speech ended, in seconds. */
  | { type: 'end_of_utterance'; time: number; forced: boolean };

/** A word or phrase that is expected. */
export interface VocabularyEntry {
  /** As it is written. */
  content: string;
  /** Other spellings, which sound as it is said. */
  soundsLike: readonly string[];
}

export interface RecognitionSettings {
  /**
   * `tiny` is the protocol's `standard` operating point, `base` its `enhanced` one. Left out: the better one of those that
   * the engine is quick enough for.
   */
  model?: 'tiny' | 'base';
  partials: boolean;
  /** Seconds of audio within which a word is final. */
  maxDelay: number;
  /** Seconds of silence that end an utterance with an `end_of_utterance` event; 0: no such events. */
  endOfUtteranceSilence: number;
  /** Taken to be said where it may well be, though something else is more likely. */
  vocabulary?: readonly VocabularyEntry[];
}

/** Settings that may change during a recognition. */
export type SettingChanges = Partial<Omit<RecognitionSettings, 'model' | 'vocabulary'>>;

/** One session's recognition. Calls are taken in order; none of them throws. */
export interface Recognition {
  /**
   * Takes mono samples of -1 to 1 at {@link SAMPLE_RATE}. Resolves when they were consumed: a caller that waits for it
   * goes at the speed of the engine. Rejects when the engine failed.
   */
  accept(samples: Float32Array): Promise<void>;
  /** Changes settings for the audio to come. */
  configure(settings: SettingChanges): void;
  /**
   * Makes everything heard so far final, then reports a forced end of utterance. Resolves when that was reported.
   *
   * @param timestamp seconds at which the utterance ends: words that start there or later stay open, and the end is
   *   reported for that time. Left out, or ahead of what was heard: now
   */
  endUtterance(timestamp?: number): Promise<void>;
  /** No more audio: resolves when the last final was reported. */
  finish(): Promise<void>;
  /** Drops everything and frees what the recognition held. No event comes after it. */
  close(): void;
}

/** An engine that can hold several recognitions at once. */
export interface Recogniser {
  /**
   * Resolves when the engine is ready for this recognition's audio; rejects when it can't be, with a RecogniserLoadError
   * where trying again does not help.
   */
  open(settings: RecognitionSettings, onEvent: (event: RecognitionEvent) => void): Promise<Recognition>;
  /** Frees the engine; open recognitions end without further events. */
  close(): Promise<void>;
}
