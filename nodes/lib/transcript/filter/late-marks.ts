import type { ModeInput } from './mode';
import { countLateMarks, countWords } from './token';
import type { TextInput } from './utterance-input';

/** Milliseconds from EndOfUtterance to the late mark of the utterance: usually, and with slow servers. */
const LATE = 300;
const LATEST = 1000;
/** Factor between the delay of the last late mark and the wait for the next one. */
const MARGIN = 1.5;
/** Ends that wait in vain on a stream that never had a late mark. */
const TRIALS = 3;

/** Statistics of a stream's late marks, and the end that is waiting for one. */
export interface LateMarks {
  /** Ends that may still wait: none if marks come with their words, any number if one came late. */
  trials: number;
  /** How the last final ended; `nothing`: none since the last end. */
  last: 'word' | 'mark' | 'nothing';
  /** Milliseconds that an end waits. */
  wait: number;
  /** Time of the last end, milliseconds on the filter's clock. */
  ended: number;
  waiting?: {
    until: number;
    /** The latest partial after it. */
    behind?: TextInput;
  };
}

/** The initial state. */
export const NO_LATE_MARKS: LateMarks = { trials: TRIALS, last: 'nothing', wait: LATE, ended: -Infinity };

/**
 * Delays the end of an utterance until its mark: old servers send it in the next message. Returns the inputs to process now,
 * in the right order. `now` in milliseconds on the filter's clock.
 */
export function awaitLateMark(
  state: LateMarks,
  input: ModeInput,
  now: number,
): { state: LateMarks; inputs: readonly ModeInput[] } {
  const { waiting } = state;
  if (!waiting) {
    const isOpen = input.kind === 'end_of_utterance' && state.last === 'word' && state.trials > 0;
    if (isOpen) return { state: { ...state, ended: now, waiting: { until: now + state.wait } }, inputs: [] };
    return { state: note(state, input, now), inputs: [input] };
  }
  switch (input.kind) {
    case 'wake':
      return now < waiting.until ? { state, inputs: [] } : release(state, [], now);
    case 'end_of_utterance':
      return { state, inputs: [] };
    case 'partial':
      return { state: { ...state, waiting: { ...waiting, behind: input } }, inputs: [] };
    case 'final':
      return input.tokens.length === 0 ? { state, inputs: [input] } : takeFinal(state, input, now);
    default:
      return release(state, [input], now);
  }
}

function takeFinal(state: LateMarks, input: TextInput, now: number): ReturnType<typeof awaitLateMark> {
  const count = input.isAgain ? input.tokens.length : countLateMarks(input.tokens);
  if (count === 0) return release(state, [input], now);
  const [marks, rest] = [input.tokens.slice(0, count), input.tokens.slice(count)];
  const late: TextInput = {
    ...input,
    tokens: marks,
    endsText: true,
    end: marks.findLast(({ end }) => end !== undefined)?.end ?? input.end,
  };
  const released = release(state, rest.length > 0 ? [{ ...input, tokens: rest }] : [], now);
  const after = input.isAgain ? { ...released.state, trials: state.trials } : learn(released.state, now);
  return { state: after, inputs: [late, ...released.inputs] };
}

function release(
  { waiting, ...state }: LateMarks,
  rest: readonly ModeInput[],
  now: number,
): ReturnType<typeof awaitLateMark> {
  const behind = waiting?.behind ? [waiting.behind] : [];
  const inputs: readonly ModeInput[] = [{ kind: 'end_of_utterance' }, ...behind, ...rest];
  const before: LateMarks = { ...state, trials: state.trials - 1, last: 'nothing' };
  return { state: rest.reduce((after, input) => note(after, input, now), before), inputs };
}

function note(state: LateMarks, input: ModeInput, now: number): LateMarks {
  if (input.kind === 'end_of_utterance') return { ...state, last: 'nothing', ended: now };
  if (input.kind !== 'final' || input.tokens.length === 0) return state;
  const { tokens } = input;
  const last = tokens.at(-1)?.kind === 'mark' ? 'mark' : 'word';
  if (state.last === 'nothing' && countLateMarks(tokens) > 0) return learn({ ...state, last }, now);
  const isPrompt = last === 'mark' && countWords(tokens) > 0 && state.trials < Infinity;
  return { ...state, last, ...(isPrompt && { trials: 0 }) };
}

/** Notes a late mark: the next one may be as late. */
function learn(state: LateMarks, now: number): LateMarks {
  const took = MARGIN * (now - state.ended);
  return { ...state, trials: Infinity, wait: took > LATEST ? state.wait : Math.max(state.wait, took) };
}
