import type { RecognitionSettings } from './recogniser';

/** Seconds between partials: more of them a reader can't follow. */
const PARTIAL_INTERVAL = 0.4;
/** So much of the time is for decoding where partials and the delay leave the choice: other sessions need the rest. */
const SHARE = 0.4;
/** Seconds; shorter ones bring nothing new, longer ones find too many new words at once. */
const MIN_INTERVAL = 0.35;
const MAX_INTERVAL = 1.5;
/** Hypotheses within the delay of a word. With fewer it becomes final with too little said after it, and more words are wrong. */
const HYPOTHESES_PER_DELAY = 3;
/** An interval is at least that many times as long as the last hypothesis took, so that a slow processor keeps up. */
const PACE = 1.5;

/**
 * Seconds of audio between one hypothesis and the next.
 *
 * @param cost seconds that the last hypothesis took, waiting for other sessions included
 */
export function decodeInterval(
  { partials, maxDelay }: Pick<RecognitionSettings, 'partials' | 'maxDelay'>,
  cost: number,
): number {
  const longest = partials ? Math.max(PARTIAL_INTERVAL, Math.min(cost / SHARE, MAX_INTERVAL)) : MAX_INTERVAL;
  return Math.max(MIN_INTERVAL, PACE * cost, Math.min(maxDelay / HYPOTHESES_PER_DELAY, longest));
}

/** Seconds of audio after a hypothesis until a pause may bring the next one forward; `cost` as above. */
export function pauseInterval(cost: number): number {
  return PACE * cost;
}
