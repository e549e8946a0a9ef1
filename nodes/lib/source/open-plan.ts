import { DecoderFeed } from './decoder-feed';
import type { Plan } from './engine';
import { CodedError } from '../errors/coded-error';
import { failedFeed, type OpenFeed } from './feed';
import { ProcessFeed } from './process-feed';
import type { Programs } from './programs';

/**
 * Returns the function that starts the feed of a plan.
 *
 * @param rate of the samples, Hz
 */
export function feedOf(plan: Plan, rate: number, programs: Programs): OpenFeed {
  if (plan.type === 'decoder') return (onEvent) => new DecoderFeed(plan.from, onEvent);
  return (onEvent) => {
    try {
      return new ProcessFeed(plan, rate, programs, onEvent);
    } catch (error) {
      // There may be no memory for another process. The message is left out: it may contain an argument with a password.
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      return failedFeed(new CodedError('source_failed', `${plan.engine} could not be started: ${code}`), onEvent);
    }
  };
}
