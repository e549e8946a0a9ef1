import type { FlowMessage } from '../../message/flow-message';
import { align } from './alignment';
import { tokensOf, wordsOf } from './hypotheses';
import { DEFAULT_RULES, type TextInput, type UtteranceInput, type UtteranceRules } from './utterance-input';
import { changesVoice, firstVoice, segmentsOf } from './segments';
import { withoutRepeated } from './repeated';
import { sameBeginning } from './same-beginning';
import { countLateMarks, countWords, spell, type Token } from './token';

/** Limit of words of an utterance that never ends, so that no state grows without bound. */
export const MAX_WORDS = 500;
/** Limit of words and marks of an utterance. A longer one is discarded as soon as it is over: late marks are lost. */
export const MAX_TOKENS = 2 * MAX_WORDS;

/** Milliseconds after the end of an utterance in which a partial may still repeat it. */
const SOON = 2000;

interface Committed {
  tokens: readonly Token[];
  /** Number of those that came with the last final. */
  latest: number;
  /** Seconds on the stream's clock; left out: unknown. */
  end?: number;
  /** Milliseconds on the filter's clock at which the last final came. */
  arrival: number;
  /** Seconds that a lost connection may have cost since, which are not a pause. */
  lost?: number;
  source: FlowMessage;
}

/**
 * One stream's utterance. `idle`: there is none. `provisional`: a partial, nothing is final yet; late marks may still come for
 * the `previous` utterance. `open`: finals, and perhaps a partial after them (an empty `tail`: none). `closed`: over; late
 * marks may still come.
 */
export type Utterance =
  | { name: 'idle' }
  | { name: 'provisional'; tail: readonly Token[]; source: FlowMessage; previous?: Committed }
  | { name: 'open'; committed: Committed; tail: readonly Token[] }
  | { name: 'closed'; committed: Committed };

/** The current state of an utterance. */
export interface Snapshot {
  /** Final words. */
  committed: readonly Token[];
  /** Words of the current partial after them; if the utterance is over, the first words of the next one. */
  tail: readonly Token[];
  /** Tokens that have just become final. */
  fresh: readonly Token[];
  /** `over`: complete; `amended`: complete before, and now with late marks; `void`: nothing of it ever became final. */
  state: 'going_on' | 'over' | 'amended' | 'void';
  source: FlowMessage;
}

/** The state after an input, and the utterances that it changed: two when it ends one and begins the next. */
export interface UtteranceStep {
  state: Utterance;
  snapshots: Snapshot[];
}

/** The initial state. */
export const IDLE = { name: 'idle' } as const;

/**
 * Splits the finals and the current partial of a stream into utterances. An utterance ends at the server's EndOfUtterance, at
 * a final that ends a sentence, or at a pause, which only shows when the next words come. `now`, in milliseconds on the
 * filter's clock, measures pauses if the texts have no times.
 */
export function nextUtterance(
  state: Utterance,
  input: UtteranceInput,
  now: number,
  rules: UtteranceRules = DEFAULT_RULES,
): UtteranceStep {
  switch (input.kind) {
    case 'end_of_utterance':
      return state.name === 'open' ? close(state.committed) : { state, snapshots: [] };
    case 'end_of_transcript':
      return endTranscript(state);
    case 'reconnecting':
      return { state, snapshots: [] };
    case 'resumed':
      return { state: resume(state, now), snapshots: [] };
    case 'partial':
      return hearPartial(state, rules.voices ? { ...input, tokens: firstVoice(input.tokens) } : input, now, rules);
    case 'final':
      return hearFinal(state, input, now, rules);
  }
}

function hearPartial(state: Utterance, input: TextInput, now: number, rules: UtteranceRules): UtteranceStep {
  const committed = state.name === 'provisional' ? state.previous : state.name === 'idle' ? undefined : state.committed;
  const mayRepeat = committed && (state.name === 'open' || now - committed.arrival <= SOON);
  return hear(state, mayRepeat ? withoutRepeated(input, committed.tokens) : input, now, rules);
}

/** Processes a final, segment by segment. The rest of the partial follows the last one. */
function hearFinal(before: Utterance, input: TextInput, now: number, rules: UtteranceRules): UtteranceStep {
  const segments = partsFor(before, segmentsOf(input, rules));
  if (input.isAgain) return tellAgain(before, segments.at(-1)!, now, rules);
  if (segments.length === 1) return hear(before, input, now, rules);
  const tail = 'tail' in before ? beyond(before.tail, input) : [];
  const inputs: TextInput[] = tail.length === 0 ? segments : [...segments, { ...input, kind: 'partial', tokens: tail }];
  let state = withoutTail(before);
  const snapshots: Snapshot[] = [];
  for (const each of inputs) {
    const start = each.kind === 'partial' ? tail.find((token) => token.start !== undefined)?.start : each.start;
    const step = hear(state, { ...each, start }, now, rules);
    state = step.state;
    snapshots.push(...step.snapshots);
  }
  return { state, snapshots };
}

/** Marks alone only end a text if one is open. */
function partsFor({ name }: Utterance, segments: TextInput[]): TextInput[] {
  const [first, second, ...rest] = segments;
  if (name === 'open' || !first || !second || countWords(first.tokens) > 0) return segments;
  return [{ ...second, tokens: [...first.tokens, ...second.tokens] }, ...rest];
}

function withoutTail(state: Utterance): Utterance {
  if (state.name === 'open') return { ...state, tail: [] };
  return state.name === 'provisional' ? afterEnd(state.previous) : state;
}

function hear(state: Utterance, input: TextInput, now: number, rules: UtteranceRules): UtteranceStep {
  if (state.name === 'closed' || (state.name === 'open' && beginsAnew(state, input, now, rules))) {
    return follow(state, input, now, rules);
  }
  return input.kind === 'partial' ? takePartial(state, input) : takeFinal(state, input, now, rules);
}

type Running = Exclude<Utterance, { name: 'closed' }>;
type Fresh = readonly Token[];

function goOn(state: Running, source: FlowMessage, fresh: Fresh = []): UtteranceStep {
  const committed = state.name === 'open' ? state.committed.tokens : [];
  const tail = state.name === 'idle' ? [] : state.tail;
  const isVoid = committed.length === 0 && tail.length === 0;
  const snapshots: Snapshot[] = [{ committed, tail, fresh, state: isVoid ? 'void' : 'going_on', source }];
  const previous = state.name === 'provisional' ? state.previous : undefined;
  if (isVoid) return { state: afterEnd(previous), snapshots };
  return { state, snapshots };
}

function close(committed: Committed, fresh: Fresh = [], state: 'over' | 'amended' = 'over'): UtteranceStep {
  const { tokens, source } = committed;
  const snapshots: Snapshot[] = [{ committed: tokens, tail: [], fresh, state, source }];
  return { state: afterEnd(remembered(committed)), snapshots };
}

function remembered(committed: Committed): Committed | undefined {
  return committed.tokens.length > MAX_TOKENS ? undefined : committed;
}

/** @param previous utterance for which late marks may come */
function afterEnd(previous: Committed | undefined): Extract<Utterance, { name: 'idle' | 'closed' }> {
  return previous ? { name: 'closed', committed: previous } : IDLE;
}

/** Retracts the partial at the end of a stream, since it will never be confirmed. */
function endTranscript(state: Utterance): UtteranceStep {
  if (state.name === 'open') return { state: IDLE, snapshots: close(state.committed).snapshots };
  if (state.name === 'provisional') return goOn(IDLE, state.source);
  return { state: IDLE, snapshots: [] };
}

/** Processes a repeated final. An utterance that is over is not repeated. */
function tellAgain(state: Utterance, input: TextInput, now: number, rules: UtteranceRules): UtteranceStep {
  if (state.name !== 'open') return { state, snapshots: [] };
  const { tokens, latest } = state.committed;
  const { state: next, snapshots } = commit(tokens.slice(0, -latest), state.tail, input, now, rules);
  return { state: next, snapshots: snapshots.map((snapshot) => ({ ...snapshot, fresh: [] })) };
}

/** Continues an utterance after a lost connection: pauses by the filter's clock start again. */
function resume(state: Utterance, now: number): Utterance {
  if (state.name !== 'open') return state;
  const { committed } = state;
  const lost = (committed.lost ?? 0) + (now - committed.arrival) / 1000;
  return { ...state, committed: { ...committed, arrival: now, lost } };
}

/**
 * Whether words come after a pause, from another speaker, or would make the text too long. Without times, only the first
 * partial after a final shows a pause: words that replace a partial were spoken before it.
 */
function beginsAnew(
  { committed, tail }: Extract<Utterance, { name: 'open' }>,
  { kind, tokens, start, end }: TextInput,
  now: number,
  { pause, voices, longestText, longest }: UtteranceRules,
): boolean {
  if (countLateMarks(tokens) === tokens.length) return false;
  if (voices && changesVoice(committed.tokens, tokens)) return true;
  if (kind === 'final') {
    const first = committed.tokens.find((token) => token.start !== undefined)?.start;
    if (longestText < Infinity && spell([...committed.tokens, ...tokens]).length > longestText) return true;
    if (first !== undefined && end !== undefined && end - first > longest) return true;
  }
  const { lost = 0 } = committed;
  // Words from well before the last final belong to a new stream with the same name.
  if (start !== undefined && committed.end !== undefined) return Math.abs(start - committed.end) > pause + lost;
  return tail.length === 0 && now - committed.arrival > pause * 1000;
}

/** Processes words after the end of an utterance. Leading final marks still belong to it. */
function follow(
  { name, committed }: Extract<Utterance, { name: 'open' | 'closed' }>,
  input: TextInput,
  now: number,
  rules: UtteranceRules,
): UtteranceStep {
  const count = countLateMarks(input.tokens);
  const lateMarks = input.kind === 'final' ? input.tokens.slice(0, count) : [];
  const tokens = [...committed.tokens, ...lateMarks];
  const closed = close({ ...committed, tokens }, lateMarks, name === 'closed' ? 'amended' : 'over');
  const closing = name === 'open' || lateMarks.length > 0 ? closed.snapshots : [];
  const rest = { ...input, tokens: input.tokens.slice(count) };
  if (rest.tokens.length === 0) return { state: closed.state, snapshots: closing };
  const previous = remembered({ ...committed, tokens });
  const begun = input.kind === 'partial' ? takePartial(IDLE, rest, previous) : takeFinal(IDLE, rest, now, rules);
  return { state: begun.state, snapshots: [...closing, ...begun.snapshots] };
}

function takePartial(state: Running, { tokens, source }: TextInput, before?: Committed): UtteranceStep {
  if (state.name === 'open') return goOn({ ...state, tail: tokens }, source);
  const previous = before ?? (state.name === 'provisional' ? state.previous : undefined);
  return goOn({ name: 'provisional', tail: tokens.slice(countLateMarks(tokens)), source, previous }, source);
}

function takeFinal(state: Running, input: TextInput, now: number, rules: UtteranceRules): UtteranceStep {
  const { source } = input;
  const tail = state.name === 'idle' ? [] : beyond(state.tail, input);
  if (state.name === 'open') {
    if (input.tokens.length === 0) return goOn({ ...state, tail }, source);
    return commit(state.committed.tokens, tail, input, now, rules);
  }
  // An utterance begins with a word: a mark before it belongs to the previous one.
  const count = countLateMarks(input.tokens);
  const amended = amend(state.name === 'provisional' ? state.previous : undefined, input.tokens.slice(0, count));
  const rest = { ...input, tokens: input.tokens.slice(count) };
  const step =
    rest.tokens.length === 0
      ? goOn({ name: 'provisional', tail, source, previous: amended.previous }, source)
      : commit([], tail, rest, now, rules);
  return { state: step.state, snapshots: [...amended.snapshots, ...step.snapshots] };
}

function amend(previous: Committed | undefined, marks: Fresh): { previous?: Committed; snapshots: Snapshot[] } {
  if (previous === undefined || marks.length === 0) return { previous, snapshots: [] };
  const amended = { ...previous, tokens: [...previous.tokens, ...marks] };
  return { previous: remembered(amended), snapshots: close(amended, marks, 'amended').snapshots };
}

/** Adds final words before the rest of the partial. */
function commit(
  earlier: readonly Token[],
  tail: readonly Token[],
  { tokens, source, end, endsSentence, endsText }: TextInput,
  now: number,
  rules: UtteranceRules,
): UtteranceStep {
  const committed = { tokens: [...earlier, ...tokens], latest: tokens.length, end, arrival: now, source };
  const isLong = countWords(committed.tokens) >= MAX_WORDS || committed.tokens.length >= MAX_TOKENS;
  const isOver = endsText === true || (rules.sentences && endsSentence) || isLong;
  if (!isOver) return goOn({ name: 'open', committed, tail }, source, tokens);
  const over = close(committed, tokens);
  if (tail.length === 0) return over;
  const begun = goOn({ name: 'provisional', tail, source, previous: remembered(committed) }, source);
  return { state: begun.state, snapshots: [...over.snapshots.map((each) => ({ ...each, tail })), ...begun.snapshots] };
}

/**
 * The words of a partial that a final does not cover: they are the best hypothesis until the next partial, and without them a
 * display would shrink for a moment at every final. The middle of a word decides, since the times of partials shift. Without
 * times, the partial has to begin with the final, or nearly so.
 */
function beyond(tail: readonly Token[], { tokens, end, language }: TextInput): readonly Token[] {
  if (tail.length === 0) return tail;
  if (end === undefined || tail.every((token) => token.end === undefined)) return unlike(tail, tokens, language);
  const first = tail.findIndex(
    (token) => token.start !== undefined && token.end !== undefined && (token.start + token.end) / 2 > end,
  );
  if (first === -1) return [];
  const rest = tail.slice(first);
  return rest.slice(countLateMarks(rest));
}

function unlike(tail: readonly Token[], final: readonly Token[], language?: string): readonly Token[] {
  if (final.length === 0) return [];
  const [heard, said] = [wordsOf(tail), wordsOf(final.slice(countLateMarks(final)))];
  // A mark alone does not cover any words.
  if (said.length === 0) return tail.slice(countLateMarks(tail));
  const { first, errors } = align(heard, said);
  const same = errors === 0 ? first : sameBeginning(heard, said, first, language);
  return same !== undefined || errors <= said.length / 2 ? tokensOf(heard.slice(same ?? first)) : [];
}
