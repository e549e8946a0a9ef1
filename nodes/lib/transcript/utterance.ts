import { joinTexts, splitLeadingMarks, type Passage } from './join';
import type { TranscriptResult } from './results';

/** A silence longer than this, in seconds, ends an utterance when the server says nothing of its end. */
export const PAUSE = 2;

/** A text as it arrives. `Source` is whatever the caller wants back with the text that is shown for it. */
export interface TextInput<Source> {
  kind: 'partial' | 'final';
  passage: Passage<TranscriptResult>;
  /** Seconds on the stream's clock: where the first word starts and the last one ends. Left out: unknown. */
  start?: number;
  end?: number;
  /** Whether the text ends where a sentence ends. */
  endsSentence: boolean;
  source: Source;
}

export type UtteranceInput<Source> = TextInput<Source> | { kind: 'end_of_utterance' } | { kind: 'end_of_transcript' };

interface Committed<Source> {
  text: string;
  /** Seconds on the stream's clock; left out: unknown. */
  end?: number;
  /** Milliseconds of the caller's clock at which the last final came. */
  arrival: number;
  source: Source;
}

/**
 * One stream's utterance. `idle`: nothing is shown. `provisional`: a partial is shown, nothing is final yet. `open`:
 * finals, and perhaps a partial behind them (an empty `tail`: none). `closed`: over, and still shown.
 */
export type Utterance<Source> =
  | { name: 'idle' }
  | { name: 'provisional'; tail: Passage<TranscriptResult>; source: Source }
  | { name: 'open'; committed: Committed<Source>; tail: Passage<TranscriptResult> }
  | { name: 'closed'; committed: Committed<Source> };

/** What a display is to show now, in place of what it showed. `partial`: it may still change. */
export interface Shown<Source> {
  text: string;
  partial: boolean;
  source: Source;
}

/** The state after an input, and what to show for it. */
export interface Step<Source> {
  state: Utterance<Source>;
  output: Shown<Source>[];
}

/** Where every stream begins. */
export const IDLE = { name: 'idle' } as const;

const NOTHING: Passage<TranscriptResult> = { text: '' };

/**
 * The utterance so far (all its finals and the current partial) as one text. Gives one output per visible change, and
 * one with `partial: false` when an utterance with finals is over: at the server's word for it, at a final that ends a
 * sentence, or at a pause, which shows only when the next words come. `now` in milliseconds, on any steady clock; it
 * measures pauses where the texts have no times.
 */
export function nextUtterance<Source>(
  state: Utterance<Source>,
  input: UtteranceInput<Source>,
  now: number,
): Step<Source> {
  switch (input.kind) {
    case 'end_of_utterance':
      return state.name === 'open' ? close(state.committed) : { state, output: [] };
    case 'end_of_transcript':
      return endTranscript(state);
    case 'partial':
    case 'final':
      if (state.name === 'closed' || (state.name === 'open' && beginsAnew(state, input, now)))
        return follow(state, input, now);
      return input.kind === 'partial' ? takePartial(state, input) : takeFinal(state, input, now);
  }
}

type Running<Source> = Exclude<Utterance<Source>, { name: 'closed' }>;

function visible<Source>(state: Running<Source>): string {
  switch (state.name) {
    case 'idle':
      return '';
    case 'provisional':
      return state.tail.text;
    case 'open':
      return joinTexts(state.committed.text, state.tail);
  }
}

function show<Source>(before: Running<Source>, state: Running<Source>, source: Source): Step<Source> {
  const text = visible(state);
  return { state, output: text === visible(before) ? [] : [{ text, partial: true, source }] };
}

function close<Source>(committed: Committed<Source>): Step<Source> {
  const { text, source } = committed;
  return { state: { name: 'closed', committed }, output: [{ text, partial: false, source }] };
}

/** A partial of a stream that is over will never be confirmed: a display must not go on showing it. */
function endTranscript<Source>(state: Utterance<Source>): Step<Source> {
  if (state.name === 'open') return { state: IDLE, output: close(state.committed).output };
  if (state.name === 'provisional') return show(state, IDLE, state.source);
  return { state: IDLE, output: [] };
}

/**
 * Whether words come after a pause. By the clock on the wall only the first words behind a final can tell: what
 * replaces a partial that is already shown came up before it.
 */
function beginsAnew<Source>(
  { committed, tail }: Extract<Utterance<Source>, { name: 'open' }>,
  { passage, start }: TextInput<Source>,
  now: number,
): boolean {
  if (splitLeadingMarks(passage).rest.text === '') return false;
  // Words from well before the last final are a stream that started over under the same name.
  if (start !== undefined && committed.end !== undefined) return Math.abs(start - committed.end) > PAUSE;
  return tail.text === '' && now - committed.arrival > PAUSE * 1000;
}

/** Words behind the end of an utterance. Marks in front of them still belong to it, if they are final. */
function follow<Source>(
  { name, committed }: Extract<Utterance<Source>, { name: 'open' | 'closed' }>,
  input: TextInput<Source>,
  now: number,
): Step<Source> {
  const { marks, rest } = splitLeadingMarks(input.passage);
  const lateMarks = input.kind === 'final' ? marks : '';
  const closed = close({ ...committed, text: committed.text + lateMarks });
  const closing = name === 'open' || lateMarks !== '' ? closed.output : [];
  if (rest.text === '') return { state: closed.state, output: closing };
  const begun = nextUtterance<Source>(IDLE, { ...input, passage: rest }, now);
  return { state: begun.state, output: [...closing, ...begun.output] };
}

function takePartial<Source>(state: Running<Source>, { passage, source }: TextInput<Source>): Step<Source> {
  if (state.name === 'open') return show(state, { ...state, tail: passage }, source);
  const tail = splitLeadingMarks(passage).rest;
  return show(state, provisional(tail, source), source);
}

function provisional<Source>(tail: Passage<TranscriptResult>, source: Source): Running<Source> {
  return tail.text === '' ? IDLE : { name: 'provisional', tail, source };
}

function takeFinal<Source>(state: Running<Source>, input: TextInput<Source>, now: number): Step<Source> {
  const { source, end } = input;
  const tail = state.name === 'idle' ? NOTHING : beyond(state.tail, end);
  // An utterance begins with a word: a mark in front of it belongs to one that is no longer shown.
  const passage = state.name === 'open' ? input.passage : splitLeadingMarks(input.passage).rest;
  if (passage.text.trim() === '')
    return show(state, state.name === 'open' ? { ...state, tail } : provisional(tail, source), source);
  const earlier = state.name === 'open' ? state.committed.text : '';
  const committed = { text: joinTexts(earlier, passage), end, arrival: now, source };
  return input.endsSentence ? close(committed) : show(state, { name: 'open', committed, tail }, source);
}

/**
 * The words of a partial that a final does not cover: until the next partial they are the best that is known, and
 * leaving them out would make the display shrink for a moment at every final. A word's middle decides, since the times
 * of partials shift. Without times nothing can be kept.
 */
function beyond(tail: Passage<TranscriptResult>, end: number | undefined): Passage<TranscriptResult> {
  if (end === undefined || tail.results === undefined) return NOTHING;
  const results = tail.results.filter((result) => (result.start_time + result.end_time) / 2 > end);
  return splitLeadingMarks({ ...tail, results }).rest;
}
