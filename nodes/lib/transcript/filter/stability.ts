import { fold, type DisplayedWord } from './token';

/** How calm and how early an utterance was displayed. */
export interface Stability {
  /** Messages. */
  updates: number;
  /** Words that were taken back, or stood behind one that was. */
  erased: number;
  /** Normalised erasure: `erased` for each final word (Arivazhagan et al. 2020). */
  ne: number;
  /**
   * Seconds from the end of a word to its first appearance, and to the time from which it stands for good: means over
   * the final words (Baumann et al. 2009). Left out where the times of words are unknown.
   */
  first_delay?: number;
  final_delay?: number;
}

/** A place in the text: the word that stands there, and since when; milliseconds on the filter's clock. */
interface Place {
  text: string;
  since: number;
}

/** What was displayed of one utterance so far. */
export interface StabilityState {
  updates: number;
  erased: number;
  places: readonly Place[];
  /** When each word, folded, was first seen at its place. */
  firsts: readonly ReadonlyMap<string, number>[];
}

/** Different words remembered for a place: of one that changes more often, the first appearance may be unknown. */
const MAX_VARIANTS = 8;

/** Before anything was displayed. */
export const NOTHING_SHOWN: StabilityState = { updates: 0, erased: 0, places: [], firsts: [] };

/** Takes down a displayed text, word by word. `now` in milliseconds on the filter's clock. */
export function noteShown(state: StabilityState, words: readonly string[], now: number): StabilityState {
  const { places } = state;
  const differing = places.findIndex(({ text }, index) => text !== words[index]);
  const kept = differing === -1 ? places.length : differing;
  return {
    updates: state.updates + 1,
    erased: state.erased + places.length - kept,
    places: words.map((text, index) => (index < kept ? places[index]! : { text, since: now })),
    // What stands at its place for longer was taken down when it came.
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

/** When a final word appeared first, and since when it stands; seconds after its end. */
export interface WordDelay {
  first: number;
  final: number;
}

/**
 * The delays of the final words; none where times are unknown.
 *
 * @param final the words of the final text, which is displayed
 * @param beginning when the stream's first sample was spoken, milliseconds on the filter's clock
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

/** To the thousandth. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
