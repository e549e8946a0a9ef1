import type { Done } from '../message/flow-message';
import type { Source } from './source';

/**
 * Ends the audio of all sources, at once or if nothing follows; `done` is called when the last words of all of them are out,
 * with the first error.
 */
export function finishEach(sources: readonly Source[], done: Done, when: 'now' | 'unless_more' = 'now'): void {
  const errors: (Error | undefined)[] = [];
  if (sources.length === 0) done();
  for (const source of sources) {
    const finished = (error?: Error): void => {
      errors.push(error);
      if (errors.length === sources.length) done(errors.find((known) => known !== undefined));
    };
    if (when === 'now') source.finish(finished);
    else source.writeNothing(finished);
  }
}
