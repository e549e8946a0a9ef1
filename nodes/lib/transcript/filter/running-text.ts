import { complete, correct, EMPTY_DISPLAY, flush, update, type DisplaySettings, type DisplayState } from './display';
import { earliest, type Mode, type ModeInput, type ModeStep, type Output } from './mode';
import { NO_PAUSES, notePauses, pauseEnd, type Pauses } from './pauses';
import { IDLE, nextUtterance, type Snapshot, type Utterance } from './utterance';
import type { Token } from './token';
import type { UtteranceInput, UtteranceRules } from './utterance-input';

/**
 * Milliseconds after a final in which the partial behind it comes, if there is one: a server sends both at once, and
 * they are one update.
 */
const BURST = 50;

/** What a stabiliser knows besides the utterance. */
export interface Hearing {
  /** Milliseconds on the filter's clock. */
  now: number;
  /** Whether a new hypothesis came, or only time has passed. */
  kind: 'partial' | 'final' | 'wake';
}

/** Decides what of an utterance that goes on is shown. */
export interface Stabiliser<State> {
  /** Before an utterance. */
  readonly initial: State;
  /** `tail`: what is to be shown behind the final words; `wake`: when it wants to be asked again, at the latest. */
  next(state: State, snapshot: Snapshot, hearing: Hearing): { state: State; tail: readonly Token[]; wake?: number };
  /** What it knows of the stream when an utterance is over; left out: nothing. */
  over?(state: State): State;
}

/** One stream's running text. */
export interface RunningTextState<Stable> {
  utterance: Utterance;
  pauses: Pauses;
  display: DisplayState;
  stable: Stable;
  /** What the stabiliser was given last, while the utterance goes on. */
  latest?: Snapshot;
  /** When the stabiliser wants to be asked again, milliseconds on the filter's clock. */
  wake?: number;
  /** When the stream's first sample was spoken, milliseconds on the filter's clock; left out: unknown. */
  beginning?: number;
}

export interface RunningTextSettings extends DisplaySettings {
  /** What ends an utterance. */
  rules: UtteranceRules;
}

/** Shows an utterance while it is spoken: its finals and what a stabiliser lets through of the partial behind them. */
export class RunningText<Stable> implements Mode<RunningTextState<Stable>> {
  readonly initial: RunningTextState<Stable>;

  constructor(
    private readonly stabiliser: Stabiliser<Stable>,
    private readonly settings: RunningTextSettings,
  ) {
    this.initial = { utterance: IDLE, pauses: NO_PAUSES, display: EMPTY_DISPLAY, stable: stabiliser.initial };
  }

  next(before: RunningTextState<Stable>, input: ModeInput, now: number): ModeStep<RunningTextState<Stable>> {
    let state = before;
    const outputs: Output[] = [];
    const add = (step: ModeStep<RunningTextState<Stable>>): void => {
      state = step.state;
      outputs.push(...step.outputs);
    };
    if (input.kind === 'wake') add(this.wake(state, now));
    else {
      const beginning = ('beginning' in input ? input.beginning : undefined) ?? state.beginning;
      state = { ...state, beginning, pauses: notePauses(state.pauses, input, this.settings.rules.pause, now) };
      add(this.hear(state, input, now));
      if (input.kind === 'end_of_transcript') add(this.showPending(state, now));
    }
    return { state, outputs, wake: earliest(state.wake, state.display.pending?.due, overAt(state)) };
  }

  private hear(
    before: RunningTextState<Stable>,
    input: UtteranceInput,
    now: number,
  ): ModeStep<RunningTextState<Stable>> {
    const { state: utterance, snapshots } = nextUtterance(before.utterance, input, now, this.settings.rules);
    const kind = input.kind === 'partial' ? 'partial' : 'final';
    // Words that go on as the next text do not vanish from the screen.
    const isCut = snapshots.some((snapshot) => snapshot.state === 'over' && snapshot.tail.length > 0);
    const delay = kind === 'final' && hasTail(before.utterance) && !isCut ? BURST : 0;
    let state = before;
    const outputs: Output[] = [];
    for (const snapshot of snapshots) {
      const step = this.take(state, snapshot, kind, now, delay);
      state = step.state;
      outputs.push(...step.outputs);
    }
    return { state: { ...state, utterance }, outputs };
  }

  private take(
    state: RunningTextState<Stable>,
    snapshot: Snapshot,
    kind: Hearing['kind'],
    now: number,
    delay: number,
  ): ModeStep<RunningTextState<Stable>> {
    if (snapshot.state === 'going_on' || snapshot.state === 'void') return this.show(state, snapshot, kind, now, delay);
    const { committed: tokens, tail, source } = snapshot;
    if (snapshot.state === 'amended') {
      const { display, outputs } = correct(state.display, { tokens, source }, now, state.beginning);
      return { state: { ...state, display }, outputs };
    }
    // Words that go on as the next utterance were heard before.
    const stable = tail.length > 0 ? state.stable : (this.stabiliser.over?.(state.stable) ?? this.stabiliser.initial);
    const { display, outputs } = complete(state.display, { tokens, source }, tail, this.settings, now, state.beginning);
    return { state: { ...state, display, stable, latest: undefined, wake: undefined }, outputs };
  }

  private show(
    state: RunningTextState<Stable>,
    snapshot: Snapshot,
    kind: Hearing['kind'],
    now: number,
    delay: number,
  ): ModeStep<RunningTextState<Stable>> {
    const { state: stable, tail, wake } = this.stabiliser.next(state.stable, snapshot, { now, kind });
    const wanted = { tokens: [...snapshot.committed, ...tail], source: snapshot.source };
    const { display, outputs } = update(state.display, wanted, this.settings, now, delay);
    return { state: { ...state, stable, latest: snapshot, wake, display }, outputs };
  }

  private wake(state: RunningTextState<Stable>, now: number): ModeStep<RunningTextState<Stable>> {
    // What comes next is the next text.
    if ((overAt(state) ?? Infinity) <= now) return this.hear(state, { kind: 'end_of_utterance' }, now);
    if (state.latest && state.wake !== undefined && state.wake <= now)
      return this.show(state, state.latest, 'wake', now, 0);
    const { display, outputs } = flush(state.display, this.settings, now);
    return { state: { ...state, display }, outputs };
  }

  /** What has waited for its time does not wait any longer. */
  private showPending(state: RunningTextState<Stable>, now: number): ModeStep<RunningTextState<Stable>> {
    const { pending } = state.display;
    const due: DisplayState = { ...state.display, pending: pending && { ...pending, due: now } };
    const { display, outputs } = flush(due, this.settings, now);
    return { state: { ...state, display, wake: undefined }, outputs };
  }
}

/** When the text is complete, if nothing else comes. */
function overAt({ utterance, pauses }: Pick<RunningTextState<unknown>, 'utterance' | 'pauses'>): number | undefined {
  return utterance.name === 'open' && utterance.tail.length === 0 ? pauseEnd(pauses) : undefined;
}

function hasTail(utterance: Utterance): boolean {
  return (utterance.name === 'provisional' || utterance.name === 'open') && utterance.tail.length > 0;
}
