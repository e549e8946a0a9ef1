import type { FlowMessage } from '../../message/flow-message';
import { JoinedDetails } from './joined-details';
import type { Mode, Output, TextPart } from './mode';
import { segmentsOf } from './segments';
import { countLateMarks, countWords, gapBefore, spell, tokensOfText, type Token } from './token';
import { DEFAULT_RULES, type TextInput } from './utterance-input';

/** Limit of characters of a document; a longer one is sent in several messages. */
export const MAX_CHARACTERS = 1_000_000;
/** Limit of characters of one of its parts: some speakers never end a sentence. */
const LONGEST_PART = 2000;

const RULES = { ...DEFAULT_RULES, longestText: LONGEST_PART };

/** The text so far. */
export type DocumentState =
  | { name: 'empty' }
  /** The document is empty, but will be sent. */
  | { name: 'silent'; source: FlowMessage }
  | { name: 'begun'; text: Draft };

/**
 * Joins all finals of a stream to one text, which is sent when the stream ends.
 *
 * @param minWords documents with fewer words are dropped
 */
export function documentMode({ minWords }: { minWords: number }): Mode<DocumentState> {
  return {
    initial: { name: 'empty' },
    next(before, input, now) {
      if (input.kind === 'end_of_transcript') return { state: { name: 'empty' }, outputs: send(before, minWords, now) };
      if (input.kind !== 'final') return { state: before, outputs: [] };
      // Marks without a word before them are dropped.
      const isEmpty = countWords(input.tokens) === 0 && (before.name !== 'begun' || input.tokens.length === 0);
      if (isEmpty) return { state: awaited(before, input), outputs: [] };
      // A repeated final can't replace one that was sent because the text got long.
      if (before.name !== 'begun' && input.isAgain) return { state: before, outputs: [] };
      const text = before.name === 'begun' ? before.text : new Draft();
      text.take(
        before.name === 'begun' ? input : { ...input, tokens: input.tokens.slice(countLateMarks(input.tokens)) },
      );
      const state: DocumentState = { name: 'begun', text };
      return text.isFull ? { state: { name: 'empty' }, outputs: send(state, minWords, now) } : { state, outputs: [] };
    },
  };
}

function send(state: DocumentState, minWords: number, now: number): Output[] {
  if (state.name === 'empty') return [];
  if (state.name === 'silent') return [{ text: '', tokens: [], partial: false, source: state.source }];
  return state.text.finish(minWords, now);
}

/** Handles a final without words: the end of a recording, or the answer to a request, is sent all the same. */
function awaited(state: DocumentState, { source }: TextInput): DocumentState {
  const isAwaited = source.complete === true || source.req !== undefined;
  return state.name === 'empty' && isAwaited ? { name: 'silent', source } : state;
}

/** A growing document. It is mutable: copying it with every final would take quadratic time. */
class Draft {
  /** The last final, which may be repeated. */
  private latest: TextInput | undefined;
  private text = '';
  private last: Token | undefined;
  private source: FlowMessage = {};
  private beginning: number | undefined;
  /** Number of words with known ends, and the sum of the ends, seconds on the stream's clock. */
  private readonly timed = { words: 0, ends: 0 };
  private readonly details = new JoinedDetails();
  private readonly parts: TextPart[] = [];
  /** Tokens of the part that is not complete yet. */
  private open: Token[] = [];

  get isFull(): boolean {
    return this.text.length + spell(this.latest?.tokens ?? []).length >= MAX_CHARACTERS;
  }

  /** Adds a final after the last one, or in its place if it repeats that. */
  take(input: TextInput): void {
    if (this.latest && !input.isAgain) this.add(this.latest);
    this.latest = input;
  }

  /** Returns the document, unless it has fewer words than `minWords`. */
  finish(minWords: number, now: number): Output[] {
    if (this.latest) this.add(this.latest);
    const { text, source, details, beginning, timed } = this;
    const tokens = tokensOfText(text);
    if (countWords(tokens) < minWords) return [];
    this.closePart();
    const isTimed = beginning !== undefined && timed.words > 0;
    const delay = isTimed ? Math.round(now - beginning - (timed.ends / timed.words) * 1000) / 1000 : undefined;
    const delays = delay === undefined ? {} : { first_delay: delay, final_delay: delay };
    const stability = { updates: 1, erased: 0, ne: 0, ...delays };
    return [{ text, tokens, details, parts: this.parts, partial: false, source, stability }];
  }

  private add(input: TextInput): void {
    const { tokens, source, beginning } = input;
    this.text += gapBefore(tokens[0]!, this.last) + spell(tokens);
    this.last = tokens.at(-1);
    this.source = source;
    this.beginning = beginning ?? this.beginning;
    this.details.add(tokens);
    for (const { kind, end } of tokens) {
      if (kind === 'mark' || end === undefined) continue;
      this.timed.words += 1;
      this.timed.ends += end;
    }
    this.divide(input);
  }

  private divide({ tokens, ...input }: TextInput): void {
    const segments = segmentsOf({ ...input, tokens: [...this.open, ...tokens] }, RULES);
    for (const segment of segments) {
      this.open = [...segment.tokens];
      if (segment.endsText || segment.endsSentence) this.closePart();
    }
  }

  private closePart(): void {
    if (this.open.length > 0) this.parts.push(partOf(this.open));
    this.open = [];
  }
}

function partOf(tokens: readonly Token[]): TextPart {
  const details = new JoinedDetails().add(tokens).over({}, undefined, 0);
  const { speaker, channel, start_time, end_time } = details as Omit<TextPart, 'text'>;
  return {
    text: spell(tokens),
    ...(speaker !== undefined && { speaker }),
    ...(channel !== undefined && { channel }),
    ...(start_time !== undefined && { start_time }),
    ...(end_time !== undefined && { end_time }),
  };
}
