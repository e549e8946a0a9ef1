import { earliest, type Mode, type ModeStep, type Output } from './mode';
import { NO_PAUSES, notePauses, pauseEnd, type Pauses } from './pauses';
import { stabilityOfOne } from './stability';
import { countWords, displayedWords, spell } from './token';
import { IDLE, nextUtterance, type Utterance } from './utterance';
import type { UtteranceRules } from './utterance-input';

/** Settings of `utterances`. */
export interface UtterancesSettings extends Omit<UtteranceRules, 'longestText'> {
  /** Seconds after its first final at which an utterance is sent in any case. */
  longest: number;
  /** Utterances with fewer words are dropped. */
  minWords: number;
}

/** One stream's utterance. */
export interface UtterancesState {
  utterance: Utterance;
  pauses: Pauses;
  /** Arrival of the first final, milliseconds on the filter's clock. */
  began?: number;
  /** Time of the stream's first sample, milliseconds on the filter's clock; left out: unknown. */
  beginning?: number;
}

/** Joins finals to one message for each utterance. */
export function utterances(settings: UtterancesSettings): Mode<UtterancesState> {
  const initial: UtterancesState = { utterance: IDLE, pauses: NO_PAUSES };
  return {
    initial,
    next(before, input, now) {
      if (input.kind !== 'wake') return advance(note(before, input, now, settings), input, now, settings);
      const isOver = (wakeOf(before, settings) ?? Infinity) <= now;
      return advance(before, isOver ? { kind: 'end_of_utterance' } : undefined, now, settings);
    },
  };
}

type Input = Parameters<typeof nextUtterance>[1];

function note(state: UtterancesState, input: Input, now: number, { pause }: UtterancesSettings): UtterancesState {
  const beginning = ('beginning' in input ? input.beginning : undefined) ?? state.beginning;
  return { ...state, beginning, pauses: notePauses(state.pauses, input, pause, now) };
}

function advance(
  before: UtterancesState,
  input: Input | undefined,
  now: number,
  settings: UtterancesSettings,
): ModeStep<UtterancesState> {
  if (input === undefined) return { state: before, outputs: [], wake: wakeOf(before, settings) };
  const isTold = before.pauses.ends === 'told';
  const rules = { ...settings, longestText: Infinity, longest: Infinity, ...(isTold && { pause: Infinity }) };
  const { state: utterance, snapshots } = nextUtterance(before.utterance, input, now, rules);
  const outputs = snapshots.flatMap(({ committed, state, source }): Output[] => {
    if (state !== 'over' || countWords(committed) < settings.minWords) return [];
    const stability = stabilityOfOne(displayedWords(committed), before.beginning, now);
    return [{ text: spell(committed), tokens: committed, partial: false, source, stability }];
  });
  const isNew = before.utterance.name !== 'open' || snapshots.some(({ state }) => state === 'over');
  const began = utterance.name !== 'open' ? undefined : isNew ? now : before.began;
  const state = { ...before, utterance, began };
  return { state, outputs, wake: wakeOf(state, settings) };
}

/** The end of the utterance, without further input. */
function wakeOf({ utterance, began, pauses }: UtterancesState, { longest }: UtterancesSettings): number | undefined {
  if (utterance.name !== 'open' || began === undefined) return undefined;
  return earliest(began + longest * 1000, utterance.tail.length === 0 ? pauseEnd(pauses) : undefined);
}
