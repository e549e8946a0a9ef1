/** Sample rate of the audio for recognisers, Hz. */
export const SAMPLE_RATE = 16000;

/** A word or punctuation mark with its times in the session's audio (seconds) and its confidence (0 to 1). */
export interface RecognisedWord {
  type: 'word' | 'punctuation';
  content: string;
  startTime: number;
  endTime: number;
  confidence: number;
}

/** The events of a recognition. Finals cover consecutive words and never change; a partial replaces the one before it. */
export type RecognitionEvent =
  | { type: 'partial'; words: RecognisedWord[]; endTime: number }
  | { type: 'final'; words: RecognisedWord[]; endTime: number }
  /** Follows the last final of an utterance; `time`: end of its speech, seconds. */
  | { type: 'end_of_utterance'; time: number; forced: boolean };

/** An entry of a custom dictionary. */
export interface VocabularyEntry {
  /** The word or phrase as written. */
  content: string;
  /** Spellings of its pronunciation. */
  soundsLike: readonly string[];
}

export interface RecognitionSettings {
  /**
   * `tiny` is the protocol's `standard` operating point, `base` its `enhanced` one. Left out: the best one for which the engine
   * is fast enough.
   */
  model?: 'tiny' | 'base';
  partials: boolean;
  /** Seconds of audio within which words become final. */
  maxDelay: number;
  /** Seconds of silence that end an utterance with an `end_of_utterance` event; 0: no such events. */
  endOfUtteranceSilence: number;
  /** Custom dictionary: its entries are preferred to similar text. */
  vocabulary?: readonly VocabularyEntry[];
}

/** Settings that may change during a recognition. */
export type SettingChanges = Partial<Omit<RecognitionSettings, 'model' | 'vocabulary'>>;

/** One session's recognition. Calls are processed in order; none of them throws. */
export interface Recognition {
  /**
   * Accepts mono samples, -1 to 1, at {@link SAMPLE_RATE}. Resolves when they were consumed, so that callers can pace
   * themselves. Rejects if the engine failed.
   */
  accept(samples: Float32Array): Promise<void>;
  /** Changes settings for later audio. */
  configure(settings: SettingChanges): void;
  /**
   * Makes all words so far final, then reports a forced end of utterance. Resolves when that was reported.
   *
   * @param timestamp end of the utterance, seconds: words that start there or later remain open. Left out, or later than the
   *   audio so far: now
   */
  endUtterance(timestamp?: number): Promise<void>;
  /** Ends the audio. Resolves when the last final was reported. */
  finish(): Promise<void>;
  /** Discards everything and frees all resources. No more events follow. */
  close(): void;
}

/** A recogniser for several simultaneous recognitions. */
export interface Recogniser {
  /**
   * Resolves when the engine is ready for this recognition's audio. Rejects otherwise, with a RecogniserLoadError if the error
   * is permanent.
   */
  open(settings: RecognitionSettings, onEvent: (event: RecognitionEvent) => void): Promise<Recognition>;
  /** Frees the engine; open recognitions end without further events. */
  close(): Promise<void>;
}
