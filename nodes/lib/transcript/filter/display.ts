import type { FlowMessage } from '../../message/flow-message';
import type { Output } from './mode';
import { measureStability, NOTHING_SHOWN, noteShown, type StabilityState } from './stability';
import { countWords, displayedTexts, displayedWords, spell, type Token } from './token';

/** What a display is set to. */
export interface DisplaySettings {
  /** Texts with fewer words are not shown. */
  minWords: number;
  /** Milliseconds between two updates, of which the latest wins. */
  throttle: number;
}

/** Something that is to be shown when its time has come; milliseconds on the filter's clock. */
interface Pending {
  tokens: readonly Token[];
  source: FlowMessage;
  due: number;
}

/** What a receiver shows of one utterance, as far as this side of the wire knows. */
export interface DisplayState {
  phase: 'running' | 'complete';
  shown: string;
  stability: StabilityState;
  /** When the last update was sent, milliseconds on the filter's clock. */
  updated: number;
  pending?: Pending;
  /** The last complete text; left out: none was sent. */
  told?: { text: string; stability: StabilityState };
}

/** The state after an update, and the messages for it. */
export interface DisplayStep {
  display: DisplayState;
  outputs: Output[];
}

/** Nothing was shown yet. */
export const EMPTY_DISPLAY: DisplayState = {
  phase: 'running',
  shown: '',
  stability: NOTHING_SHOWN,
  updated: -Infinity,
};

type Wanted = Omit<Pending, 'due'>;

/**
 * Wants a text shown in place of the one before; of the next utterance, if that one is complete. Nothing is sent for one
 * that is shown already.
 *
 * @param delay milliseconds for which a better one may come
 */
export function update(
  display: DisplayState,
  wanted: Wanted,
  settings: DisplaySettings,
  now: number,
  delay = 0,
): DisplayStep {
  const before = ofNextUtterance(display);
  const soonest = delay === 0 ? now : Math.min(before.pending?.due ?? Infinity, now + delay);
  const due = Math.max(soonest, before.updated + settings.throttle);
  const { tokens, source } = wanted;
  return flush({ ...before, pending: { tokens, source, due } }, settings, now);
}

function ofNextUtterance(display: DisplayState): DisplayState {
  const { phase, updated, told } = display;
  return phase === 'complete' ? { ...EMPTY_DISPLAY, updated, told } : display;
}

/** Shows what is due. */
export function flush(display: DisplayState, settings: DisplaySettings, now: number): DisplayStep {
  const { pending } = display;
  if (pending === undefined || pending.due > now) return { display, outputs: [] };
  return show({ ...display, pending: undefined }, pending, settings, now);
}

function show(
  display: DisplayState,
  { tokens, source }: Wanted,
  { minWords }: DisplaySettings,
  now: number,
): DisplayStep {
  const shown = countWords(tokens) < minWords ? [] : tokens;
  const text = spell(shown);
  if (text === display.shown) return { display, outputs: [] };
  const stability = noteShown(display.stability, displayedTexts(shown), now);
  return {
    display: { ...display, shown: text, stability, updated: now },
    outputs: [{ text, tokens: shown, partial: true, source }],
  };
}

/**
 * Shows the final text of an utterance at once, marked as complete, even if it is shown already.
 *
 * @param moved words that were shown with it and go on as the next utterance
 * @param beginning when the stream's first sample was spoken, milliseconds on the filter's clock
 */
export function complete(
  displayed: DisplayState,
  { tokens, source }: Wanted,
  moved: readonly Token[],
  settings: DisplaySettings,
  now: number,
  beginning: number | undefined,
): DisplayStep {
  const display = ofNextUtterance(displayed);
  const before: DisplayState = { ...display, phase: 'complete', pending: undefined, told: undefined };
  if (countWords(tokens) < settings.minWords) return show(before, { tokens: [], source }, settings, now);
  const stability = noteShown(display.stability, displayedTexts([...tokens, ...moved]), now);
  return tell(before, { tokens, source }, stability, now, beginning);
}

/** Tells the last complete text again, with the marks that came late; what is shown since then has to be shown again. */
export function correct(
  display: DisplayState,
  wanted: Wanted,
  now: number,
  beginning: number | undefined,
): DisplayStep {
  const { told } = display;
  if (told === undefined) return { display, outputs: [] };
  const stability = noteShown(told.stability, displayedTexts(wanted.tokens), now);
  const step = tell({ ...display, shown: '' }, wanted, stability, now, beginning);
  return { ...step, outputs: step.outputs.map((output) => ({ ...output, contradicts: told.text })) };
}

function tell(
  display: DisplayState,
  { tokens, source }: Wanted,
  shown: StabilityState,
  now: number,
  beginning: number | undefined,
): DisplayStep {
  const text = spell(tokens);
  const words = displayedWords(tokens);
  const stability = measureStability(shown, words, beginning);
  const told = { text, stability: { ...shown, places: shown.places.slice(0, words.length) } };
  return {
    display: { ...display, told, updated: now },
    outputs: [{ text, tokens, partial: false, source, stability }],
  };
}
