import { append } from './append';
import { calm } from './calm';
import { command } from './command';
import { documentMode } from './document';
import { finals } from './finals';
import { live } from './live';
import type { Mode, ModeInput, ModeStep } from './mode';
import { noteFinal, type LastFinal } from './retelling';
import type { FilterSettings } from './settings';
import { utterances } from './utterances';

/** A mode at work on one stream. */
export interface ModeState {
  /** For the parameters see {@link Mode.next}. */
  next(input: ModeInput, now: number): Omit<ModeStep<unknown>, 'state'>;
}

/** Gives every stream a state of its own, in the mode that is set. */
export function modeOpener(settings: FilterSettings): () => ModeState {
  switch (settings.mode) {
    case 'finals':
      return openerOf(finals(settings));
    case 'live':
      return openerOf(live(settings));
    case 'calm':
      return openerOf(calm(settings));
    case 'append':
      return openerOf(append(settings));
    case 'command':
      return openerOf(command(settings));
    case 'utterances':
      return openerOf(utterances(settings));
    case 'document':
      return openerOf(documentMode(settings));
  }
}

function openerOf<State>(mode: Mode<State>): () => ModeState {
  return () => {
    let state = mode.initial;
    let last: LastFinal | undefined;
    return {
      next(told, now) {
        const noted = noteFinal(last, told, now);
        last = noted.last;
        const { state: next, ...step } = mode.next(state, noted.input, now);
        state = next;
        return step;
      },
    };
  };
}
