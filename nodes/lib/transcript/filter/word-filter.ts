import { endsWithSentenceMark } from '../sentence';
import type { Token } from './token';
import type { TextInput } from './utterance-input';

/** Words to drop or change. */
export interface WordFilter {
  /** 0 to 1; a final with a lower mean confidence is dropped. The confidences of partials mean nothing. */
  minConfidence: number;
  dropDisfluencies: boolean;
  profanity: 'keep' | 'mask' | 'drop';
  /** Speakers that pass or not; with an empty list all pass. */
  speakers: { rule: 'only' | 'never'; labels: readonly string[] };
}

/** The last word, which decides about a mark at the beginning of the next text. */
export interface LastWord {
  /** Whether the last final word was dropped. */
  fate: 'kept' | 'dropped';
  /** Whether the kept text ends with a word rather than a mark. */
  isOpen: boolean;
}

/** The initial state. */
const NO_WORD: LastWord = { fate: 'kept', isOpen: false };

/**
 * Filters a text, and returns the last word for the next one. Marks share the fate of the word before them, which may have
 * come with an earlier final, unless they end a sentence.
 */
export function filterWords(
  text: TextInput,
  filter: WordFilter,
  before: LastWord = NO_WORD,
): { text: TextInput; last: LastWord } {
  const tokens: Token[] = [];
  let { fate } = before;
  const isRefused = text.kind === 'final' && isDoubtful(text.tokens, filter.minConfidence);
  for (const token of text.tokens) {
    if (token.kind !== 'mark') fate = !isRefused && isWanted(token, filter) ? 'kept' : 'dropped';
    if (fate === 'kept') tokens.push(filter.profanity === 'mask' ? masked(token) : token);
    else if (token.kind === 'mark' && !isRefused) endSentence(tokens, token, before);
  }
  const kept = tokens.at(-1);
  const last = { fate, isOpen: kept ? kept.kind !== 'mark' : before.isOpen };
  return { text: { ...text, tokens }, last: text.kind === 'final' ? last : before };
}

/** Puts the mark that ends a sentence after its remaining words, in place of a comma. */
function endSentence(tokens: Token[], mark: Token, { isOpen }: LastWord): void {
  if (!endsWithSentenceMark(mark.content)) return;
  const last = tokens.at(-1);
  if (last === undefined) {
    if (isOpen) tokens.push(mark);
    return;
  }
  if (last.kind !== 'mark') tokens.push(mark);
  else if (!endsWithSentenceMark(last.content)) tokens.splice(-1, 1, mark);
}

function isDoubtful(tokens: readonly Token[], minimum: number): boolean {
  if (minimum <= 0) return false;
  const known = tokens.flatMap(({ kind, confidence }) =>
    kind === 'mark' || confidence === undefined ? [] : [confidence],
  );
  return known.length > 0 && known.reduce((sum, value) => sum + value, 0) / known.length < minimum;
}

function isWanted({ tags = [], speaker }: Token, { dropDisfluencies, profanity, speakers }: WordFilter): boolean {
  if (dropDisfluencies && tags.includes('disfluency')) return false;
  if (profanity === 'drop' && tags.includes('profanity')) return false;
  if (speakers.labels.length === 0) return true;
  const isListed = speaker !== undefined && speakers.labels.includes(speaker);
  return speakers.rule === 'only' ? isListed : !isListed;
}

/** A profane word, masked except for its first letter. */
function masked(token: Token): Token {
  if (!token.tags?.includes('profanity')) return token;
  return { ...token, content: token.content.replace(/(?<!^)\p{L}/gu, '*') };
}
