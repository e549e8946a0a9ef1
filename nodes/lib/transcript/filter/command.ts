import type { FlowMessage } from '../../message/flow-message';
import type { Mode, ModeInput, ModeStep, Output } from './mode';
import { normalise } from './normalise';
import { measureStability, NOTHING_SHOWN, noteShown, type StabilityState } from './stability';
import { countWords, displayedTexts, displayedWords, spell, type Token } from './token';
import { IDLE, nextUtterance, type Snapshot, type Utterance } from './utterance';

/** When a command is sent. */
export interface CommandSettings {
  /** Milliseconds without a change. */
  hold: number;
  /** Texts that are sent at once, as {@link normalise} gives them. */
  phrases: ReadonlySet<string>;
  /** Commands with fewer words are dropped, but for phrases. */
  minWords: number;
}

/** What was sent of an utterance. `fired`: these words. */
type Firing = { name: 'waiting' } | { name: 'fired'; tokens: readonly Token[]; stability: StabilityState };

/** One stream's command. */
export interface CommandState {
  utterance: Utterance;
  firing: Firing;
  /** The text so far, what brought it, and since when it is the same; milliseconds on the filter's clock. */
  tokens: readonly Token[];
  tail: 'pending' | 'none';
  source: FlowMessage;
  since: number;
  /** When the stream's first sample was spoken, milliseconds on the filter's clock; left out: unknown. */
  beginning?: number;
}

/**
 * One message for each utterance, as early as it is safe. When the final text is another one than was sent, it is sent
 * too, with what it contradicts.
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
  };

  constructor(private readonly settings: CommandSettings) {}

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
      const { state: utterance, snapshots } = nextUtterance(state.utterance, input, now);
      for (const snapshot of snapshots) add(this.take(state, snapshot, now));
      state = { ...state, utterance };
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
    const isSame = normalise(tokens) === normalise(before.tokens);
    const state: CommandState = { ...before, tokens, tail, source, since: isSame ? before.since : now };
    const isPhrase = this.settings.phrases.has(normalise(tokens));
    return isPhrase && state.firing.name === 'waiting' ? this.fire(state, now) : { state, outputs: [] };
  }

  private wake(state: CommandState, now: number): ModeStep<CommandState> {
    if ((this.wakeOf(state) ?? Infinity) > now) return { state, outputs: [] };
    if (state.firing.name === 'waiting') return this.fire(state, now);
    // All of it is final and nothing followed: what comes next is the next command.
    const { state: utterance } = nextUtterance(state.utterance, { kind: 'end_of_utterance' }, now);
    const settled = this.settle(state, state.tokens, state.source, now);
    return { ...settled, state: { ...settled.state, utterance } };
  }

  /** When something is to be done, if nothing else comes. */
  private wakeOf({ tokens, firing, tail, since }: CommandState): number | undefined {
    const { hold, minWords } = this.settings;
    if (tokens.length === 0) return undefined;
    if (firing.name === 'waiting') return countWords(tokens) < minWords ? undefined : since + hold;
    return tail === 'none' ? since + 2 * hold : undefined;
  }

  private fire(state: CommandState, now: number): ModeStep<CommandState> {
    const { tokens, tail } = state;
    const stability = noteShown(NOTHING_SHOWN, displayedTexts(tokens), now);
    const fired = { ...state, firing: { name: 'fired', tokens, stability } as const };
    return { state: fired, outputs: [outputOf(fired, stability, tail === 'pending')] };
  }

  /** The utterance is over, with these words; without any, if nothing of it became final. */
  private settle(
    state: CommandState,
    tokens: readonly Token[],
    source: FlowMessage,
    now: number,
  ): ModeStep<CommandState> {
    const { firing, beginning } = state;
    const next: CommandState = { ...this.initial, utterance: state.utterance, beginning };
    const said = { tokens, source, beginning };
    if (firing.name === 'waiting') {
      const { minWords, phrases } = this.settings;
      const isEnough = tokens.length > 0 && (countWords(tokens) >= minWords || phrases.has(normalise(tokens)));
      const stability = noteShown(NOTHING_SHOWN, displayedTexts(tokens), now);
      return { state: next, outputs: isEnough ? [outputOf(said, stability, false)] : [] };
    }
    if (normalise(tokens) === normalise(firing.tokens)) return { state: next, outputs: [] };
    const stability = noteShown(firing.stability, displayedTexts(tokens), now);
    return { state: next, outputs: [{ ...outputOf(said, stability, false), contradicts: spell(firing.tokens) }] };
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
