import type { RecognitionSettings } from './recogniser';

/** Seconds. More partials than that a reader can't follow. */
const MIN_INTERVAL = 0.4;
/** Seconds. */
const MAX_INTERVAL = 1.5;
/** Without partials, looks within the delay of a word: two that agree, and one to spare. */
const LOOKS_PER_DELAY = 3;
/** An interval is at least that many times as long as the last look took, so that a slow processor keeps up. */
const PACE = 1.5;

/**
 * Seconds of audio between one hypothesis and the next.
 *
 * @param cost seconds that the last hypothesis took
 */
export function intervalBetweenLooks(
  settings: Pick<RecognitionSettings, 'partials' | 'maxDelay'>,
  cost: number,
): number {
  const wanted = settings.partials ? MIN_INTERVAL : settings.maxDelay / LOOKS_PER_DELAY;
  return Math.max(PACE * cost, Math.min(Math.max(wanted, MIN_INTERVAL), MAX_INTERVAL));
}
