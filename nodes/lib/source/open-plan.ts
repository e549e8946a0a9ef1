import { DecoderFeed } from './decoder-feed';
import type { Plan } from './engine';
import type { OpenFeed } from './feed';
import { ProcessFeed } from './process-feed';
import type { Programs } from './programs';

/**
 * What starts the feed of a plan.
 *
 * @param rate of the samples, Hz
 */
export function feedOf(plan: Plan, rate: number, programs: Programs): OpenFeed {
  if (plan.type === 'decoder') return (onEvent) => new DecoderFeed(plan.from, onEvent);
  return (onEvent) => new ProcessFeed(plan, rate, programs, onEvent);
}
