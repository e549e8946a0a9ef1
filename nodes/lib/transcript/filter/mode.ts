import type { FlowMessage } from '../../message/flow-message';
import type { JoinedDetails } from './joined-details';
import type { Stability } from './stability';
import type { Token } from './token';
import type { UtteranceInput } from './utterance-input';

/** What a mode is told: what came, or that the time has come for which it asked. */
export type ModeInput = UtteranceInput | { kind: 'wake' };

/** A sentence of a longer text, or as much of it as one speaker says. Times are seconds on the stream's clock. */
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
  /** What the text is made of. */
  tokens: readonly Token[];
  /** What is known of the text; left out: what its tokens tell. */
  details?: JoinedDetails;
  /** The texts that it is made of, as {@link TextPart}s. */
  parts?: readonly TextPart[];
  /** Whether it may still change or grow. */
  partial: boolean;
  /** The message that brought it, without its text. */
  source: FlowMessage;
  stability?: Stability;
  /** What was sent before and turned out to be wrong. */
  contradicts?: string;
}

/** What a mode makes of an input. */
export interface ModeStep<State> {
  state: State;
  outputs: Output[];
  /** When it wants to be woken at the latest, milliseconds on the filter's clock; left out: it waits for nothing. */
  wake?: number;
}

/** A kind of text that one sink needs, as a pure reducer: one state for each stream. */
export interface Mode<State> {
  readonly initial: State;
  /** @param now milliseconds on the filter's clock */
  next(state: State, input: ModeInput, now: number): ModeStep<State>;
}

/** The earliest of several times; those that are left out are no times. */
export function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
