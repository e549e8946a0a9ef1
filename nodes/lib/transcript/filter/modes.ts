import { append } from './append';
import { calm } from './calm';
import { command } from './command';
import { documentMode } from './document';
import { finals } from './finals';
import { awaitLateMark, NO_LATE_MARKS, type LateMarks } from './late-marks';
import { live } from './live';
import type { Mode, ModeInput, ModeStep, Output } from './mode';
import { noteFinal, type LastFinal } from './retelling';
import type { FilterSettings } from './settings';
import { utterances } from './utterances';

/** A mode with its state for one stream. */
export interface ModeState {
  /** For the parameters see {@link Mode.next}. */
  next(input: ModeInput, now: number): Omit<ModeStep<unknown>, 'state'>;
}

/** Returns a function that creates the state of a stream in the selected mode. */
export function modeOpener(settings: FilterSettings): () => ModeState {
  switch (settings.mode) {
    case 'finals':
      return openerOf(finals(settings));
    case 'live':
      return openerOf(whole(live({ ...settings, rules: settings })));
    case 'calm':
      return openerOf(whole(calm({ ...settings, rules: settings })));
    case 'append':
      return openerOf(append(settings));
    case 'command':
      return openerOf(whole(command(settings)));
    case 'utterances':
      return openerOf(whole(utterances(settings)));
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

/** Wraps a mode so that its texts include late marks. */
function whole<State>(mode: Mode<State>): Mode<{ inner: State; marks: LateMarks; wake?: number }> {
  return {
    initial: { inner: mode.initial, marks: NO_LATE_MARKS },
    next(before, told, now) {
      const { state: marks, inputs } = awaitLateMark(before.marks, told, now);
      let { inner, wake } = before;
      const outputs: Output[] = [];
      for (const input of inputs) {
        const step = mode.next(inner, input, now);
        ({ state: inner, wake } = step);
        outputs.push(...step.outputs);
      }
      return { state: { inner, marks, wake }, outputs, wake: marks.waiting?.until ?? wake };
    },
  };
}
