import type { FlowMessage } from '../../message/flow-message';
import type { Mode, ModeInput, ModeStep, Output } from './mode';
import { expectedWithin, notePartial, notePause, UNKNOWN_PACE, type Pace } from './pace';
import { saysTheSame, spokenForm } from './spoken-form';
import { measureStability, NOTHING_SHOWN, noteShown, type StabilityState } from './stability';
import { countWords, displayedTexts, displayedWords, spell, tokensOfText, type Token } from './token';
import { IDLE, nextUtterance, type Snapshot, type Utterance } from './utterance';
import { DEFAULT_RULES, type UtteranceRules } from './utterance-input';

/** Settings of `command`. */
export interface CommandSettings {
  /** Milliseconds without a change. */
  hold: number;
  /** Texts that are sent at once, normalised. */
  phrases: ReadonlySet<string>;
  /** Commands with fewer words are dropped, except phrases. */
  minWords: number;
  /** Whether a change of speaker or channel ends an utterance. */
  voices: boolean;
}

/** Partial intervals without a change after which a command is sent. */
const PARTIALS = 2.5;
/** Milliseconds for a stream to continue after a lost connection: the speech in between is transcribed late. */
const PATIENCE = 2000;

/** Whether a command was sent of an utterance. `fired`: these words. */
type Firing = { name: 'waiting' } | { name: 'fired'; tokens: readonly Token[]; stability: StabilityState };

/** One stream's command. */
export interface CommandState {
  utterance: Utterance;
  firing: Firing;
  /** The text so far, its message, and the time of its last change; milliseconds on the filter's clock. */
  tokens: readonly Token[];
  tail: 'pending' | 'none';
  source: FlowMessage;
  since: number;
  pace: Pace;
  /** `resumed`: the connection is back, but no text has come since. */
  connection: 'up' | 'lost' | 'resumed';
  /** Time of the stream's first sample, milliseconds on the filter's clock; left out: unknown. */
  beginning?: number;
  /** Code of the configuration; left out: unknown. */
  language?: string;
}

/**
 * One message for each utterance, as early as it is safe. If the final text differs from the one that was sent, it is sent
 * too, with the text that it contradicts.
 */
export function command(settings: CommandSettings): Mode<CommandState> {
  return new Command(settings);
}

class Command implements Mode<CommandState> {
  readonly initial: CommandState = {
    utterance: IDLE,
    firing: { name: 'waiting' },
    tokens: [],
    tail: 'none',
    source: {},
    since: 0,
    pace: UNKNOWN_PACE,
    connection: 'up',
  };

  private readonly rules: UtteranceRules;

  constructor(private readonly settings: CommandSettings) {
    this.rules = { ...DEFAULT_RULES, voices: settings.voices };
  }

  private isPhrase({ tokens, language }: Pick<CommandState, 'tokens' | 'language'>): boolean {
    const { phrases } = this.settings;
    if (phrases.size === 0) return false;
    const form = spokenForm(tokens, language);
    return [...phrases].some((phrase) => saysTheSame(form, spokenForm(tokensOfText(phrase), language)));
  }

  next(before: CommandState, input: ModeInput, now: number): ModeStep<CommandState> {
    let state = before;
    const outputs: Output[] = [];
    const add = (step: ModeStep<CommandState>): void => {
      state = step.state;
      outputs.push(...step.outputs);
    };
    if (input.kind === 'wake') add(this.wake(state, now));
    else {
      if ('beginning' in input && input.beginning !== undefined) state = { ...state, beginning: input.beginning };
      if ('language' in input) state = { ...state, language: input.language };
      const { state: utterance, snapshots } = nextUtterance(state.utterance, input, now, this.rules);
      for (const snapshot of snapshots) add(this.take(state, snapshot, now));
      state = { ...note(state, input, now), utterance };
    }
    return { state, outputs, wake: this.wakeOf(state) };
  }

  private take(state: CommandState, snapshot: Snapshot, now: number): ModeStep<CommandState> {
    const { committed, tail, source } = snapshot;
    switch (snapshot.state) {
      case 'going_on':
        return this.hear(state, [...committed, ...tail], tail.length > 0 ? 'pending' : 'none', source, now);
      case 'over':
        return this.settle(state, committed, source, now);
      case 'void':
        return this.settle(state, [], source, now);
      case 'amended':
        return { state, outputs: [] };
    }
  }

  private hear(
    before: CommandState,
    tokens: readonly Token[],
    tail: CommandState['tail'],
    source: FlowMessage,
    now: number,
  ): ModeStep<CommandState> {
    const isSame = isSameText(tokens, before.tokens, before.language);
    const state: CommandState = { ...before, tokens, tail, source, since: isSame ? before.since : now };
    return this.isPhrase(state) && state.firing.name === 'waiting' ? this.fire(state, now) : { state, outputs: [] };
  }

  private wake(state: CommandState, now: number): ModeStep<CommandState> {
    if ((this.wakeOf(state) ?? Infinity) > now) return { state, outputs: [] };
    if (state.firing.name === 'waiting') return this.fire(state, now);
    // All of it is final and nothing followed: the next words are the next command.
    const { state: utterance } = nextUtterance(state.utterance, { kind: 'end_of_utterance' }, now, this.rules);
    const settled = this.settle(state, state.tokens, state.source, now);
    return { ...settled, state: { ...settled.state, utterance } };
  }

  /** The time to wake up if nothing else comes. */
  private wakeOf({ tokens, firing, tail, since, pace, connection }: CommandState): number | undefined {
    const { minWords } = this.settings;
    if (tokens.length === 0 || connection === 'lost') return undefined;
    const patience = connection === 'resumed' ? PATIENCE : 0;
    const hold = Math.max(this.settings.hold, PARTIALS * expectedWithin(pace), patience);
    if (firing.name === 'waiting') return countWords(tokens) < minWords ? undefined : since + hold;
    return tail === 'none' ? since + 2 * hold : undefined;
  }

  private fire(state: CommandState, now: number): ModeStep<CommandState> {
    const { tokens, tail } = state;
    const stability = noteShown(NOTHING_SHOWN, displayedTexts(tokens), now);
    const fired = { ...state, firing: { name: 'fired', tokens, stability } as const };
    return { state: fired, outputs: [outputOf(fired, stability, tail === 'pending')] };
  }

  /** Ends the utterance with these words; there are none if nothing of it became final. */
  private settle(
    state: CommandState,
    tokens: readonly Token[],
    source: FlowMessage,
    now: number,
  ): ModeStep<CommandState> {
    const { utterance, firing, connection, beginning, language } = state;
    const pace = notePause(state.pace);
    const next: CommandState = { ...this.initial, utterance, pace, connection, beginning, language };
    const said = { tokens, source, beginning };
    if (firing.name === 'waiting') {
      const isEnough = countWords(tokens) >= this.settings.minWords || this.isPhrase({ tokens, language });
      const stability = noteShown(NOTHING_SHOWN, displayedTexts(tokens), now);
      return { state: next, outputs: tokens.length > 0 && isEnough ? [outputOf(said, stability, false)] : [] };
    }
    if (isSameText(tokens, firing.tokens, language)) return { state: next, outputs: [] };
    const stability = noteShown(firing.stability, displayedTexts(tokens), now);
    return { state: next, outputs: [{ ...outputOf(said, stability, false), contradicts: spell(firing.tokens) }] };
  }
}

function isSameText(one: readonly Token[], other: readonly Token[], language?: string): boolean {
  return saysTheSame(spokenForm(one, language), spokenForm(other, language));
}

/** Notes the details of an input besides its text. */
function note(state: CommandState, { kind }: ModeInput, now: number): CommandState {
  switch (kind) {
    case 'partial':
      return { ...state, pace: notePartial(state.pace, now), connection: 'up' };
    case 'final':
      return { ...state, connection: 'up' };
    case 'reconnecting':
      return { ...state, pace: notePause(state.pace), connection: 'lost' };
    case 'resumed':
      return { ...state, connection: 'resumed', since: now };
    default:
      return state;
  }
}

function outputOf(
  { tokens, source, beginning }: Pick<CommandState, 'tokens' | 'source' | 'beginning'>,
  shown: StabilityState,
  partial: boolean,
): Output {
  const stability = measureStability(shown, displayedWords(tokens), beginning);
  return { text: spell(tokens), tokens, partial, source, stability };
}
