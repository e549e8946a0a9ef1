import type { FlowMessage } from '../../message/flow-message';
import type { Mode, Output } from './mode';
import { countWords, gapBefore, spell, tokensOfText, type Token } from './token';
import type { TextInput } from './utterance';

/** Characters of a document; one that gets longer is sent in several messages. */
export const MAX_CHARACTERS = 1_000_000;

/** The text so far; only text is kept, since it may be long. */
export type DocumentState =
  | { name: 'empty' }
  /** Somebody waits for the document, though there is nothing in it. */
  | { name: 'silent'; source: FlowMessage }
  | {
      name: 'begun';
      text: string;
      last: Token;
      source: FlowMessage;
      /** Words whose ends are known, and the sum of these, seconds on the stream's clock. */
      timed: { words: number; ends: number };
      /** When the stream's first sample was spoken, milliseconds on the filter's clock; left out: unknown. */
      beginning?: number;
      /** What stood there before the last final, which may be told again. */
      before: DocumentState;
    };

/**
 * All finals of a stream as one text, when the stream ends.
 *
 * @param minWords documents with fewer words are dropped
 */
export function documentMode({ minWords }: { minWords: number }): Mode<DocumentState> {
  return {
    initial: { name: 'empty' },
    next(before, input, now) {
      if (input.kind === 'end_of_transcript') return { state: { name: 'empty' }, outputs: send(before, minWords, now) };
      if (input.kind !== 'final') return { state: before, outputs: [] };
      const state = input.isAgain ? tellAgain(before, input) : append(before, input);
      const isFull = state.name === 'begun' && state.text.length >= MAX_CHARACTERS;
      return isFull ? { state: { name: 'empty' }, outputs: send(state, minWords, now) } : { state, outputs: [] };
    },
  };
}

/** Of a text that was sent because it got long, nothing is told again. */
function tellAgain(state: DocumentState, input: TextInput): DocumentState {
  return state.name === 'begun' ? append(state.before, input) : state;
}

function append(state: DocumentState, { tokens, source, beginning }: TextInput): DocumentState {
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (first === undefined || last === undefined) {
    return state.name === 'empty' && isAwaited(source) ? { name: 'silent', source } : state;
  }
  const before = state.name === 'begun' ? state : { text: '', last: undefined, timed: { words: 0, ends: 0 } };
  const ends = tokens.filter(({ kind }) => kind !== 'mark').flatMap(({ end }) => (end === undefined ? [] : [end]));
  return {
    name: 'begun',
    text: before.text + gapBefore(first, before.last) + spell(tokens),
    last,
    source,
    timed: {
      words: before.timed.words + ends.length,
      ends: ends.reduce((sum, end) => sum + end, before.timed.ends),
    },
    beginning,
    before: state.name === 'begun' ? { ...state, before: { name: 'empty' } } : state,
  };
}

/** It is the end of a recording, or a request that has to be answered. */
function isAwaited({ complete, req }: FlowMessage): boolean {
  return complete === true || req !== undefined;
}

function send(state: DocumentState, minWords: number, now: number): Output[] {
  if (state.name === 'empty') return [];
  if (state.name === 'silent') return [{ text: '', tokens: [], partial: false, source: state.source }];
  const { text, source, timed, beginning } = state;
  const tokens = tokensOfText(text);
  if (countWords(tokens) < minWords) return [];
  const isTimed = beginning !== undefined && timed.words > 0;
  const delay = isTimed ? Math.round(now - beginning - (timed.ends / timed.words) * 1000) / 1000 : undefined;
  const delays = delay === undefined ? {} : { first_delay: delay, final_delay: delay };
  return [{ text, tokens, partial: false, source, stability: { updates: 1, erased: 0, ne: 0, ...delays } }];
}
