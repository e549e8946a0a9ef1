import { DEFAULT_RULES } from '../../../nodes/lib/transcript/filter/utterance-input';
import type { Mode } from '../../../nodes/lib/transcript/filter/mode';
import { RunningText, type RunningTextState, type Stabiliser } from '../../../nodes/lib/transcript/filter/running-text';
import {
  displayedTexts,
  displayedWords,
  goesWithPrevious,
  spell,
  type Token,
} from '../../../nodes/lib/transcript/filter/token';

const SETTINGS = { minWords: 0, throttle: 0, voices: true, rules: DEFAULT_RULES };

/** Every message replaces the one before, as in a flow that ignores finals. */
export const replaceAll: Mode<undefined> = {
  initial: undefined,
  next(state, input) {
    if (input.kind !== 'partial' && input.kind !== 'final') return { state, outputs: [] };
    const { tokens, source } = input;
    return { state, outputs: [{ text: spell(tokens), tokens, partial: true, source }] };
  },
};

/** Finals, and the words of the current partial that a rule lets through. */
function running<State>(stabiliser: Stabiliser<State>): Mode<RunningTextState<State>> {
  return new RunningText(stabiliser, SETTINGS);
}

/** No partials at all. */
export const finalsAndNothing = running({ initial: undefined, next: (state) => ({ state, tail: [] }) });

/** Hides the last words of a partial. */
export function mask(count: number): Mode<RunningTextState<undefined>> {
  return running({
    initial: undefined,
    next: (state, { tail }) => ({ state, tail: firstWords(tail, displayedWords(tail).length - count) }),
  });
}

/** Shows the words that end some seconds before the partial does. */
export function rightContext(seconds: number): Mode<RunningTextState<undefined>> {
  return running({
    initial: undefined,
    next(state, { tail }) {
      const ends = displayedWords(tail).map(({ end = 0 }) => end);
      const open = ends.findIndex((end) => end > (ends.at(-1) ?? 0) - seconds);
      return { state, tail: firstWords(tail, open === -1 ? ends.length : open) };
    },
  });
}

/** Shows the common beginning of consecutive hypotheses (Liu et al. 2020; Macháček et al. 2023 with two). */
export function localAgreement(hypotheses: number): Mode<RunningTextState<string[][]>> {
  return running<string[][]>({
    initial: [],
    next(before, { committed, tail }, { kind }) {
      const words = displayedTexts([...committed, ...tail]);
      const history = kind === 'partial' ? [...before, words].slice(-hypotheses) : before;
      const agreed = history.length < hypotheses ? 0 : commonStart(words, history);
      return { state: history, tail: firstWords(tail, agreed - displayedWords(committed).length) };
    },
  });
}

/** Shows words that have not changed for some milliseconds. */
export function holdByAge(age: number): Mode<RunningTextState<{ word: string; since: number }[]>> {
  return running<{ word: string; since: number }[]>({
    initial: [],
    next(before, { committed, tail }, { now }) {
      const words = displayedTexts([...committed, ...tail]);
      const kept = commonStart(words, [before.map(({ word }) => word)]);
      const places = words.map((word, index) => (index < kept ? before[index]! : { word, since: now }));
      const young = places.findIndex(({ since }) => since + age > now);
      const old = young === -1 ? words.length : young;
      const wake = young === -1 ? undefined : places[young]!.since + age;
      return { state: places, tail: firstWords(tail, old - displayedWords(committed).length), wake };
    },
  });
}

/** Number of common leading words of all hypotheses. */
function commonStart(words: readonly string[], hypotheses: readonly (readonly string[])[]): number {
  const differing = words.findIndex((word, index) => hypotheses.some((hypothesis) => hypothesis[index] !== word));
  return differing === -1 ? words.length : differing;
}

/** The first words of a text, each with its marks. */
function firstWords(tokens: readonly Token[], count: number): Token[] {
  let words = 0;
  const end = tokens.findIndex((token, index) => {
    if (index === 0 || !goesWithPrevious(token)) words += 1;
    return words > count;
  });
  return tokens.slice(0, end === -1 ? tokens.length : end);
}
