/** How often the partials of a stream come. */
export interface Pace {
  /** Whether any came on this stream. */
  partials: 'unseen' | 'seen';
  /** When the last one came, milliseconds on the filter's clock; left out: nothing is being said. */
  last?: number;
  /** The latest intervals between partials of one utterance, milliseconds. */
  intervals: readonly number[];
}

/** Before the first partial. */
export const UNKNOWN_PACE: Pace = { partials: 'unseen', intervals: [] };

/** Intervals that count. */
const REMEMBERED = 5;
/** Milliseconds within which partials are one piece of news, and beyond which an interval counts as no longer. */
const SHORTEST = 50;
const LONGEST = 2500;
/** Milliseconds between the first partials of a stream. */
const ASSUMED = 800;

/** Takes down a partial. `now` in milliseconds on the filter's clock. */
export function notePartial(pace: Pace, now: number): Pace {
  const { last, intervals } = pace;
  if (last === undefined) return { partials: 'seen', last: now, intervals };
  if (now - last < SHORTEST) return pace;
  return { partials: 'seen', last: now, intervals: [...intervals, Math.min(now - last, LONGEST)].slice(-REMEMBERED) };
}

/** Takes down that an utterance is over: until the next one nothing comes. */
export function notePause({ partials, intervals }: Pace): Pace {
  return { partials, intervals };
}

/** Milliseconds within which the next partial comes, if there is one; 0 where none came yet. */
export function expectedWithin({ partials, intervals }: Pace): number {
  if (intervals.length === 0) return partials === 'unseen' ? 0 : ASSUMED;
  return Math.max(...intervals);
}
