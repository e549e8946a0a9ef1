import type { FlowMessage } from '../../message/flow-message';
import { align } from './alignment';
import { follow, following, middleOf, tokensOf, wordsOf, type HeardWord, type Word } from './hypotheses';
import type { Mode, ModeInput, ModeStep, Output } from './mode';
import { sameBeginning } from './same-beginning';
import { voicesIn } from './segments';
import { saysTheSame, spokenForm } from './spoken-form';
import { measureStability, NOTHING_SHOWN, noteShown, type Stability, type StabilityState } from './stability';
import { countLateMarks, countWords, displayedTexts, displayedWords, gapBefore, spell, type Token } from './token';
import { IDLE, MAX_TOKENS, nextUtterance, type Snapshot, type Utterance } from './utterance';
import { DEFAULT_RULES } from './utterance-input';

/** Settings of `append`. */
export interface AppendSettings {
  /** Consecutive partials that must agree on a word before it is sent; 0: only finals are sent. */
  early: number;
  /** Utterances with fewer words are dropped. */
  minWords: number;
  /** Whether a change of speaker or channel ends an utterance. */
  voices: boolean;
  /** Minimum milliseconds between two pieces; text in between is sent as one piece, unless it gets long. */
  throttle: number;
}

/** The state of one stream. */
export interface AppendState {
  utterance: Utterance;
  phase: 'running' | 'over';
  /** The part of the utterance that was released. */
  text: readonly Token[];
  stability: StabilityState;
  /** Tokens that are released once the utterance has enough words. */
  held: readonly Token[];
  /** Words of the partial, and those of them that were released before they are final. */
  heard: readonly HeardWord[];
  early: readonly Word[];
  /** Whether the partial with these words was retracted: they may come again or not. */
  isLeft: boolean;
  /** Tokens to send, the figures of their utterance, and the text that they contradict. */
  waiting: readonly Token[];
  figures?: Stability;
  contradicts: readonly Token[];
  source: FlowMessage;
  /** The last token that was sent, and its time; milliseconds on the filter's clock. */
  last?: Token;
  sent: number;
  /** Time of the stream's first sample, milliseconds on the filter's clock; left out: unknown. */
  beginning?: number;
  /** Code of the configuration; left out: unknown. */
  language?: string;
}

const NEW_UTTERANCE = { phase: 'running', text: [], stability: NOTHING_SHOWN, held: [] } as const;

const INITIAL: AppendState = {
  ...NEW_UTTERANCE,
  utterance: IDLE,
  heard: [],
  early: [],
  isLeft: false,
  waiting: [],
  contradicts: [],
  source: {},
  sent: -Infinity,
};

/** Pieces to append, each with the delimiter before it: concatenated, they are the text. Nothing is retracted. */
export function append(settings: AppendSettings): Mode<AppendState> {
  return {
    initial: INITIAL,
    next(before, input, now) {
      const isNothing = input.kind === 'wake' || (input.kind === 'final' && input.isAgain === true);
      const state = isNothing ? before : hear(before, input, settings, now);
      return send(state, settings, now, input.kind === 'end_of_transcript');
    },
  };
}

function hear(
  before: AppendState,
  input: Exclude<ModeInput, { kind: 'wake' }>,
  settings: AppendSettings,
  now: number,
): AppendState {
  const beginning = 'beginning' in input ? (input.beginning ?? before.beginning) : before.beginning;
  const { state: utterance, snapshots } = nextUtterance(before.utterance, input, now, {
    ...DEFAULT_RULES,
    voices: settings.voices,
  });
  const isPartial = input.kind === 'partial';
  const state = snapshots.reduce<AppendState>(
    (current, snapshot) => take(current, snapshot, isPartial, settings, now),
    { ...before, beginning, ...('language' in input && { language: input.language }) },
  );
  return { ...state, utterance };
}

function take(
  before: AppendState,
  snapshot: Snapshot,
  isPartial: boolean,
  settings: AppendSettings,
  now: number,
): AppendState {
  const isNew = before.phase === 'over' && snapshot.state !== 'amended';
  const state = confirm({ ...before, ...(isNew && NEW_UTTERANCE) }, snapshot.fresh, settings, now);
  const next = proceed(state, snapshot, isPartial, settings, now);
  return next.waiting === before.waiting ? next : { ...next, source: snapshot.source };
}

function proceed(
  state: AppendState,
  { state: name, tail }: Snapshot,
  isPartial: boolean,
  settings: AppendSettings,
  now: number,
): AppendState {
  switch (name) {
    case 'going_on':
      return settings.early === 0 ? state : hurry(heardIn(state, tail, isPartial), settings, now);
    case 'amended':
      return state;
    case 'over':
    case 'void':
      return tail.length > 0 ? { ...state, phase: 'over' } : { ...leave(state), phase: 'over' };
  }
}

/** Clears the partial, but remembers its words: a server may send the same ones again after a lost connection. */
function leave(state: AppendState): AppendState {
  return { ...state, heard: [], isLeft: state.early.length > 0 };
}

function heardIn(state: AppendState, tail: readonly Token[], isPartial: boolean): AppendState {
  const words = wordsOf(tail.slice(countLateMarks(tail)));
  if (isPartial && words.length === 0) return leave(state);
  // After a final, the end of the last partial remains.
  const heard = isPartial ? follow(state.heard, words) : state.heard.slice(state.heard.length - words.length);
  return { ...state, heard };
}

/** Releases tokens, or holds them until the utterance has enough words. */
function give(state: AppendState, tokens: readonly Token[], { minWords }: AppendSettings, now: number): AppendState {
  if (tokens.length === 0) return state;
  const text = [...state.text, ...tokens];
  const held = [...state.held, ...tokens];
  if (countWords(text) < minWords) return { ...state, text, held };
  const stability = noteShown(state.stability, displayedTexts(text), now);
  const figures = measureStability(stability, displayedWords(text), state.beginning);
  return { ...state, text, held: [], waiting: [...state.waiting, ...held], stability, figures };
}

/** Releases tokens that became final and were not released early. */
function confirm(state: AppendState, tokens: readonly Token[], settings: AppendSettings, now: number): AppendState {
  if (tokens.length === 0) return state;
  if (state.early.length === 0) return give(state, tokens, settings, now);
  // Leading marks belong to a word after which others were already sent.
  const words = wordsOf(tokens.slice(countLateMarks(tokens)));
  const differing = words.findIndex(({ folded }, index) => folded !== state.early[index]?.folded);
  const common = differing === -1 ? words.length : differing;
  const confirmed = { ...state, early: state.early.slice(common), isLeft: state.isLeft && common === 0 };
  const rest = words.slice(common);
  if (confirmed.early.length === 0) {
    const late = common > 0 && state.early[common - 1]!.marks.length === 0 ? words[common - 1]!.marks : [];
    return give(confirmed, [...late, ...tokensOf(rest)], settings, now);
  }
  if (rest.length === 0) return confirmed;
  const { covered, isWrong, behind } = compare(confirmed, rest);
  const replaced = confirmed.early.slice(0, covered);
  const left = { ...contradict(confirmed, isWrong ? replaced : []), early: confirmed.early.slice(covered) };
  return left.early.length > 0 ? left : give(left, tokensOf(behind), settings, now);
}

/** Words sent early, the final words in their place, whether these differ, and the final words after them. */
interface Comparison {
  covered: number;
  isWrong: boolean;
  behind: readonly Word[];
}

function compare({ early, isLeft, language }: AppendState, final: readonly Word[]): Comparison {
  const end = final.at(-1)?.end;
  if (end === undefined || early.some((word) => middleOf(word) === undefined)) {
    const { first, second, errors } = align(early, final);
    const covered = sameBeginning(early, final, first, language);
    if (covered !== undefined) return { covered, isWrong: false, behind: [] };
    const same = sameBeginning(final, early, second, language);
    if (same !== undefined) return { covered: early.length, isWrong: false, behind: final.slice(same) };
    if (isLeft && errors >= Math.max(first, second)) return { covered: early.length, isWrong: true, behind: final };
    return { covered: first, isWrong: true, behind: final.slice(second) };
  }
  const replaced = early.filter((word) => (middleOf(word) ?? 0) <= end);
  const behind = following(final, replaced);
  const [before, after] = [replaced, final.slice(0, final.length - behind.length)].map((words) =>
    spokenForm(tokensOf(words), language),
  );
  return { covered: replaced.length, isWrong: !saysTheSame(before!, after!), behind };
}

function contradict(state: AppendState, wrong: readonly Word[]): AppendState {
  return { ...state, early: [], isLeft: false, contradicts: [...state.contradicts, ...tokensOf(wrong)] };
}

/** Releases words on which enough partials agree. */
function hurry(before: AppendState, settings: AppendSettings, now: number): AppendState {
  const isOther = before.heard.some(({ folded }, index) => folded !== (before.early[index]?.folded ?? folded));
  if (isOther && !before.isLeft) return before;
  const state = isOther ? contradict(before, before.early) : before;
  const { heard, early } = state;
  if (heard.length <= early.length) return state;
  const open = heard.findIndex(({ agreed }, index) => index >= early.length && agreed < settings.early);
  const words = heard.slice(early.length, open === -1 ? heard.length : open).map((word) => {
    // Marks at the end of a partial are often there only because the audio ends.
    const isSure = word !== heard.at(-1) && word.sameMarks >= settings.early;
    return isSure ? word : { ...word, marks: [] };
  });
  return { ...give(state, tokensOf(words), settings, now), early: [...early, ...words] };
}

function send(
  state: AppendState,
  { throttle, voices }: AppendSettings,
  now: number,
  isEnd: boolean,
): ModeStep<AppendState> {
  const { waiting, source, last, figures, contradicts } = state;
  const due = isEnd || waiting.length > MAX_TOKENS ? now : state.sent + throttle;
  if (waiting.length === 0) return { state, outputs: [] };
  if (due > now) return { state, outputs: [], wake: due };
  const pieces = voices ? voicesIn(waiting) : [waiting];
  const outputs = pieces.map((tokens, index): Output => {
    const text = gapBefore(tokens[0]!, pieces[index - 1]?.at(-1) ?? last) + spell(tokens);
    return { text, tokens, partial: false, source };
  });
  const contradicted = contradicts.length > 0 && { contradicts: spell(contradicts) };
  outputs.push({ ...outputs.pop()!, stability: figures, ...contradicted });
  return { state: { ...state, waiting: [], contradicts: [], last: waiting.at(-1), sent: now }, outputs };
}
