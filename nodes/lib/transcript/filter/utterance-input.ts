import type { FlowMessage } from '../../message/flow-message';
import type { Token } from './token';

/** A text as it arrives. */
export interface TextInput {
  kind: 'partial' | 'final';
  tokens: readonly Token[];
  /** Seconds on the stream's clock: where the first word starts and the last one ends. Left out: unknown. */
  start?: number;
  end?: number;
  /** Code of the configuration; left out: unknown. */
  language?: string;
  /** Whether a final tells the last one again: it stands in its place. */
  isAgain?: boolean;
  /** Whether the text ends where a sentence ends. */
  endsSentence: boolean;
  /** Whether an utterance is over with it, whatever the rules. */
  endsText?: boolean;
  /** When the stream's first sample was spoken, milliseconds on the filter's clock; left out: unknown. */
  beginning?: number;
  /** The message, without its text: goes on with what is made of it. */
  source: FlowMessage;
}

export type UtteranceInput =
  TextInput | { kind: 'end_of_utterance' | 'end_of_transcript' | 'reconnecting' | 'resumed' };

/** What ends an utterance besides the server's word for it. */
export interface UtteranceRules {
  /** Seconds of silence. */
  pause: number;
  /** Whether a sentence does. */
  sentences: boolean;
  /** Whether a change of the speaker or of the channel does, where they are labelled. */
  voices: boolean;
  /** Characters beyond which a text does not grow. */
  longestText: number;
  /** Seconds beyond which the words of a text do not reach. */
  longest: number;
}

/** What ends utterances where nothing was set. */
export const DEFAULT_RULES: UtteranceRules = {
  pause: 2,
  sentences: true,
  voices: true,
  longestText: Infinity,
  longest: Infinity,
};
