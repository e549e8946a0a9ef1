import type { ModeInput } from './mode';
import { countLateMarks, countWords } from './token';
import type { TextInput } from './utterance-input';

/** Milliseconds in which the mark of an utterance comes behind the server's word for its end, and those of slow servers. */
const LATE = 300;
const LATEST = 1000;
/** A mark is waited for so many times as long as the one before it took. */
const MARGIN = 1.5;
/** Ends for which a stream that never showed a mark is waited for in vain. */
const TRIALS = 3;

/** What is known of where a stream's marks come, and an end that waits for one. */
export interface LateMarks {
  /** Ends that may still be waited for: none where marks come with their words, any number where one came late. */
  trials: number;
  /** What the last final ended with; `nothing`: none came since the last end. */
  last: 'word' | 'mark' | 'nothing';
  /** Milliseconds for which an end waits. */
  wait: number;
  /** When the last end was told, milliseconds on the filter's clock. */
  ended: number;
  waiting?: {
    until: number;
    /** The partial behind it, the latest. */
    behind?: TextInput;
  };
}

/** Where every stream begins. */
export const NO_LATE_MARKS: LateMarks = { trials: TRIALS, last: 'nothing', wait: LATE, ended: -Infinity };

/**
 * Lets the end of an utterance wait for its mark: old servers send it in the next message. Gives what is to be told now,
 * in the order in which it is right. `now` in milliseconds on the filter's clock.
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

/** A mark came late: the next one may be as late as that. */
function learn(state: LateMarks, now: number): LateMarks {
  const took = MARGIN * (now - state.ended);
  return { ...state, trials: Infinity, wait: took > LATEST ? state.wait : Math.max(state.wait, took) };
}
