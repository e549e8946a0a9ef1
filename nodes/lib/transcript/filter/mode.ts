import type { FlowMessage } from '../../message/flow-message';
import type { JoinedDetails } from './joined-details';
import type { Stability } from './stability';
import type { Token } from './token';
import type { UtteranceInput } from './utterance-input';

/** The input of a mode: an input of the filter, or the time for which it asked. */
export type ModeInput = UtteranceInput | { kind: 'wake' };

/** A sentence of a longer text, or the part of it by one speaker. Times are seconds on the stream's clock. */
export interface TextPart {
  text: string;
  speaker?: string;
  channel?: string;
  start_time?: number;
  end_time?: number;
}

/** A message to send. */
export interface Output {
  text: string;
  /** The tokens of the text. */
  tokens: readonly Token[];
  /** Details of the text; left out: derived from the tokens. */
  details?: JoinedDetails;
  /** Its parts. */
  parts?: readonly TextPart[];
  /** Whether it may still change or grow. */
  partial: boolean;
  /** The source message, without its text. */
  source: FlowMessage;
  stability?: Stability;
  /** The text sent before that turned out to be wrong. */
  contradicts?: string;
}

/** The result of an input. */
export interface ModeStep<State> {
  state: State;
  outputs: Output[];
  /** The latest time for the next `wake`, milliseconds on the filter's clock; left out: none is needed. */
  wake?: number;
}

/** A pure reducer that produces the text for one kind of sink: one state for each stream. */
export interface Mode<State> {
  readonly initial: State;
  /** @param now milliseconds on the filter's clock */
  next(state: State, input: ModeInput, now: number): ModeStep<State>;
}

/** The earliest of several times, ignoring undefined ones. */
export function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
