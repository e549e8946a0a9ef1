import type { ModeInput } from './mode';
import { countLateMarks, countWords } from './token';
import type { TextInput } from './utterance-input';

/** Milliseconds in which the mark of an utterance comes behind the server's word for its end. */
const LATE = 300;
/** Ends for which a stream that never showed a mark is waited for in vain. */
const TRIALS = 3;

/** What is known of where a stream's marks come, and an end that waits for one. */
export interface LateMarks {
  /** Ends that may still be waited for: none where marks come with their words, any number where one came late. */
  trials: number;
  /** What the last final ended with; `nothing`: none came since the last end. */
  last: 'word' | 'mark' | 'nothing';
  waiting?: {
    /** Milliseconds on the filter's clock. */
    until: number;
    /** The partial behind it, the latest. */
    behind?: TextInput;
  };
}

/** Where every stream begins. */
export const NO_LATE_MARKS: LateMarks = { trials: TRIALS, last: 'nothing' };

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
    if (isOpen) return { state: { ...state, waiting: { until: now + LATE } }, inputs: [] };
    return { state: note(state, input), inputs: [input] };
  }
  switch (input.kind) {
    case 'wake':
      return now < waiting.until ? { state, inputs: [] } : release(state, []);
    case 'end_of_utterance':
      return { state, inputs: [] };
    case 'partial':
      return { state: { ...state, waiting: { ...waiting, behind: input } }, inputs: [] };
    case 'final':
      return input.tokens.length === 0 ? { state, inputs: [input] } : takeFinal(state, input);
    default:
      return release(state, [input]);
  }
}

function takeFinal(state: LateMarks, input: TextInput): ReturnType<typeof awaitLateMark> {
  const count = input.isAgain ? input.tokens.length : countLateMarks(input.tokens);
  if (count === 0) return release(state, [input]);
  const [marks, rest] = [input.tokens.slice(0, count), input.tokens.slice(count)];
  const late: TextInput = {
    ...input,
    tokens: marks,
    endsText: true,
    end: marks.findLast(({ end }) => end !== undefined)?.end ?? input.end,
  };
  const released = release(state, rest.length > 0 ? [{ ...input, tokens: rest }] : []);
  const trials = input.isAgain ? state.trials : Infinity;
  return { state: { ...released.state, trials }, inputs: [late, ...released.inputs] };
}

function release({ waiting, ...state }: LateMarks, rest: readonly ModeInput[]): ReturnType<typeof awaitLateMark> {
  const behind = waiting?.behind ? [waiting.behind] : [];
  const inputs: readonly ModeInput[] = [{ kind: 'end_of_utterance' }, ...behind, ...rest];
  const before: LateMarks = { trials: state.trials - 1, last: 'nothing' };
  return { state: rest.reduce(note, before), inputs };
}

function note(state: LateMarks, input: ModeInput): LateMarks {
  if (input.kind === 'end_of_utterance') return { ...state, last: 'nothing' };
  if (input.kind !== 'final' || input.tokens.length === 0) return state;
  const { tokens } = input;
  const last = tokens.at(-1)?.kind === 'mark' ? 'mark' : 'word';
  if (state.last === 'nothing' && countLateMarks(tokens) > 0) return { ...state, last, trials: Infinity };
  const isPrompt = last === 'mark' && countWords(tokens) > 0 && state.trials < Infinity;
  return { ...state, last, ...(isPrompt && { trials: 0 }) };
}
