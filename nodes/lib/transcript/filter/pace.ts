/** The rate of a stream's partials. */
export interface Pace {
  /** Whether any came on this stream. */
  partials: 'unseen' | 'seen';
  /** Arrival of the last one, milliseconds on the filter's clock; left out: between utterances. */
  last?: number;
  /** The latest intervals between partials of one utterance, milliseconds. */
  intervals: readonly number[];
}

/** Before the first partial. */
export const UNKNOWN_PACE: Pace = { partials: 'unseen', intervals: [] };

/** Number of intervals that are kept. */
const REMEMBERED = 5;
/** Shorter intervals are ignored, and longer ones are clipped; milliseconds. */
const SHORTEST = 50;
const LONGEST = 2500;
/** Assumed interval at the beginning of a stream, milliseconds. */
const ASSUMED = 800;

/** Notes a partial. `now` in milliseconds on the filter's clock. */
export function notePartial(pace: Pace, now: number): Pace {
  const { last, intervals } = pace;
  if (last === undefined) return { partials: 'seen', last: now, intervals };
  if (now - last < SHORTEST) return pace;
  return { partials: 'seen', last: now, intervals: [...intervals, Math.min(now - last, LONGEST)].slice(-REMEMBERED) };
}

/** Notes the end of an utterance: the pause until the next one is not an interval. */
export function notePause({ partials, intervals }: Pace): Pace {
  return { partials, intervals };
}

/** Milliseconds within which the next partial is expected; 0 without any so far. */
export function expectedWithin({ partials, intervals }: Pace): number {
  if (intervals.length === 0) return partials === 'unseen' ? 0 : ASSUMED;
  return Math.max(...intervals);
}
