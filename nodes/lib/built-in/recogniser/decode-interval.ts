import type { RecognitionSettings } from './recogniser';

/** Seconds between partials: readers can't follow more. */
const PARTIAL_INTERVAL = 0.4;
/** Share of the time for decoding, as far as partials and `maxDelay` permit: other sessions need the rest. */
const SHARE = 0.4;
/** Seconds; shorter intervals bring nothing new, longer ones too many new words at once. */
const MIN_INTERVAL = 0.35;
const MAX_INTERVAL = 1.5;
/** Hypotheses within `maxDelay`. With fewer, words become final with too little context after them, and more are wrong. */
const HYPOTHESES_PER_DELAY = 3;
/** Minimum ratio of an interval to the time of the last decoding, so that a slow processor keeps up. */
const PACE = 1.5;

/**
 * Seconds of audio between one hypothesis and the next.
 *
 * @param cost seconds of the last decoding, including the wait for other sessions
 */
export function decodeInterval(
  { partials, maxDelay }: Pick<RecognitionSettings, 'partials' | 'maxDelay'>,
  cost: number,
): number {
  const longest = partials ? Math.max(PARTIAL_INTERVAL, Math.min(cost / SHARE, MAX_INTERVAL)) : MAX_INTERVAL;
  return Math.max(MIN_INTERVAL, PACE * cost, Math.min(maxDelay / HYPOTHESES_PER_DELAY, longest));
}

/** Seconds of audio after a hypothesis before a pause may trigger the next one early; `cost` as above. */
export function pauseInterval(cost: number): number {
  return PACE * cost;
}
