import { earliest, type Mode, type ModeStep, type Output } from './mode';
import { stabilityOfOne } from './stability';
import { countWords, displayedWords, spell } from './token';
import { IDLE, nextUtterance, type TextInput, type Utterance, type UtteranceRules } from './utterance';

/** What ends the utterances that are sent. */
export interface UtterancesSettings extends UtteranceRules {
  /** Seconds after its first final at which an utterance is sent, whatever may follow. */
  longest: number;
  /** Utterances with fewer words are dropped. */
  minWords: number;
}

/** One stream's utterance, and what is known of how its end can be told. */
export interface UtterancesState {
  utterance: Utterance;
  /** Whether the server tells the ends of utterances: it knows better than any rule. */
  ends: 'guessed' | 'told';
  /** Whether partials come: only then a pause between messages is one of the speaker. */
  partials: 'unseen' | 'seen';
  /** When the first final came, and until when no news makes a pause; milliseconds on the filter's clock. */
  began?: number;
  quiet?: number;
  /** When the stream's first sample was spoken, milliseconds on the filter's clock; left out: unknown. */
  beginning?: number;
}

/** Finals joined to one message for each utterance. */
export function utterances(settings: UtterancesSettings): Mode<UtterancesState> {
  const initial: UtterancesState = { utterance: IDLE, ends: 'guessed', partials: 'unseen' };
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

/** What an input tells besides its text. */
function note(state: UtterancesState, input: Input, now: number, settings: UtterancesSettings): UtterancesState {
  switch (input.kind) {
    case 'end_of_utterance':
      return { ...state, ends: 'told' };
    case 'end_of_transcript':
      return state;
    case 'reconnecting':
      return { ...state, quiet: undefined };
    case 'resumed':
      return { ...state, quiet: now + settings.pause * 1000 };
    case 'partial':
      return { ...state, partials: 'seen', beginning: input.beginning ?? state.beginning };
    case 'final':
      return {
        ...state,
        beginning: input.beginning ?? state.beginning,
        quiet: now + settings.pause * 1000 + (state.partials === 'seen' ? 0 : unknownAfter(input, now)),
      };
  }
}

/** Without partials nothing is known of the time since the words of a final; milliseconds. */
function unknownAfter({ beginning, end }: TextInput, now: number): number {
  return beginning === undefined || end === undefined ? 0 : Math.max(0, now - beginning - end * 1000);
}

function advance(
  before: UtterancesState,
  input: Input | undefined,
  now: number,
  settings: UtterancesSettings,
): ModeStep<UtterancesState> {
  if (input === undefined) return { state: before, outputs: [], wake: wakeOf(before, settings) };
  const rules = before.ends === 'told' ? { pause: Infinity, sentences: false } : settings;
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

/** When the utterance is over, if nothing else comes. */
function wakeOf(
  { utterance, ends, began, quiet }: UtterancesState,
  { longest }: UtterancesSettings,
): number | undefined {
  if (utterance.name !== 'open' || began === undefined) return undefined;
  const isQuiet = ends === 'guessed' && utterance.tail.length === 0;
  return earliest(began + longest * 1000, isQuiet ? quiet : undefined);
}
