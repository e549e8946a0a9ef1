import type { FlowMessage } from '../../message/flow-message';
import type { Token } from './token';

/** A text of a message. */
export interface TextInput {
  kind: 'partial' | 'final';
  tokens: readonly Token[];
  /** Start of the first word and end of the last one, seconds on the stream's clock. Left out: unknown. */
  start?: number;
  end?: number;
  /** Code of the configuration; left out: unknown. */
  language?: string;
  /** Whether a final repeats, and so replaces, the last one. */
  isAgain?: boolean;
  /** Whether the text ends a sentence. */
  endsSentence: boolean;
  /** Whether it ends an utterance regardless of the rules. */
  endsText?: boolean;
  /** Time of the stream's first sample, milliseconds on the filter's clock; left out: unknown. */
  beginning?: number;
  /** The message without its text, whose properties are passed on. */
  source: FlowMessage;
}

export type UtteranceInput =
  TextInput | { kind: 'end_of_utterance' | 'end_of_transcript' | 'reconnecting' | 'resumed' };

/** Rules that end an utterance, besides the server's EndOfUtterance. */
export interface UtteranceRules {
  /** Seconds of silence. */
  pause: number;
  /** Whether the end of a sentence does. */
  sentences: boolean;
  /** Whether a change of speaker or channel does, if they are labelled. */
  voices: boolean;
  /** Limit of characters of a text. */
  longestText: number;
  /** Limit of seconds of a text. */
  longest: number;
}

/** The default rules. */
export const DEFAULT_RULES: UtteranceRules = {
  pause: 2,
  sentences: true,
  voices: true,
  longestText: Infinity,
  longest: Infinity,
};
