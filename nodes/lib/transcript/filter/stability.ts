import { fold, type DisplayedWord } from './token';

/** Stability and delay of a displayed utterance. */
export interface Stability {
  /** Number of messages. */
  updates: number;
  /** Words that were retracted or changed, and all words after them. */
  erased: number;
  /** Normalised erasure: `erased` for each final word (Arivazhagan et al. 2020). */
  ne: number;
  /**
   * Seconds from the end of a word to its first appearance, and to its last change: means over the final words (Baumann et al.
   * 2009). Left out if the times of words are unknown.
   */
  first_delay?: number;
  final_delay?: number;
}

/** A position in the text: its word, and the time since when it is there; milliseconds on the filter's clock. */
interface Place {
  text: string;
  since: number;
}

/** The display history of one utterance. */
export interface StabilityState {
  updates: number;
  erased: number;
  places: readonly Place[];
  /** Time of the first appearance of each folded word at each position. */
  firsts: readonly ReadonlyMap<string, number>[];
}

/** Limit of different words that are remembered for a position. */
const MAX_VARIANTS = 8;

/** The initial state. */
export const NOTHING_SHOWN: StabilityState = { updates: 0, erased: 0, places: [], firsts: [] };

/** Notes a displayed text. `now` in milliseconds on the filter's clock. */
export function noteShown(state: StabilityState, words: readonly string[], now: number): StabilityState {
  const { places } = state;
  const differing = places.findIndex(({ text }, index) => text !== words[index]);
  const kept = differing === -1 ? places.length : differing;
  return {
    updates: state.updates + 1,
    erased: state.erased + places.length - kept,
    places: words.map((text, index) => (index < kept ? places[index]! : { text, since: now })),
    // Unchanged words were noted when they appeared.
    firsts: words
      .map((text, index) => (index < kept ? state.firsts[index]! : noteFirst(state.firsts[index], fold(text), now)))
      .concat(state.firsts.slice(words.length)),
  };
}

function noteFirst(
  firsts: ReadonlyMap<string, number> = new Map(),
  word: string,
  now: number,
): ReadonlyMap<string, number> {
  return firsts.has(word) || firsts.size === MAX_VARIANTS ? firsts : new Map([...firsts, [word, now]]);
}

/** The delays of a final word: first appearance and last change, in seconds after its end. */
export interface WordDelay {
  first: number;
  final: number;
}

/**
 * The delays of the final words; none if times are unknown.
 *
 * @param final the words of the displayed final text
 * @param beginning time of the stream's first sample, milliseconds on the filter's clock
 */
export function wordDelays(
  { places, firsts }: StabilityState,
  final: readonly DisplayedWord[],
  beginning: number | undefined,
): WordDelay[] {
  if (beginning === undefined) return [];
  return final.flatMap(({ text, end }, index) => {
    const place = places[index];
    if (end === undefined || place === undefined) return [];
    const after = (time: number): number => (time - beginning) / 1000 - end;
    return [{ first: after(firsts[index]?.get(fold(text)) ?? place.since), final: after(place.since) }];
  });
}

/** The figures of an utterance whose final text is displayed; for the parameters see {@link wordDelays}. */
export function measureStability(
  state: StabilityState,
  final: readonly DisplayedWord[],
  beginning: number | undefined,
): Stability {
  const delays = wordDelays(state, final, beginning);
  const { updates, erased } = state;
  return {
    updates,
    erased,
    ne: rounded(erased / Math.max(1, final.length)),
    ...(delays.length > 0 && {
      first_delay: rounded(mean(delays.map(({ first }) => first))),
      final_delay: rounded(mean(delays.map(({ final: last }) => last))),
    }),
  };
}

/** The figures of a text that is shown once, when it is final; for the parameters see {@link wordDelays}. */
export function stabilityOfOne(final: readonly DisplayedWord[], beginning: number | undefined, now: number): Stability {
  const texts = final.map(({ text }) => text);
  return measureStability(noteShown(NOTHING_SHOWN, texts, now), final, beginning);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Rounds to three decimals. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
