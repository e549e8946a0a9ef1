import { endsWithSentenceMark } from '../sentence';
import type { Token } from './token';
import type { TextInput } from './utterance-input';

/** What of a text is left out, or changed. */
export interface WordFilter {
  /** 0 to 1; a final whose words have less on average is dropped. Partials have no confidence that means anything. */
  minConfidence: number;
  dropDisfluencies: boolean;
  profanity: 'keep' | 'mask' | 'drop';
  /** Speakers that are let through, or not; an empty list lets everybody through. */
  speakers: { rule: 'only' | 'never'; labels: readonly string[] };
}

/** What a mark at the beginning of a text goes by. */
export interface LastWord {
  /** What became of the last final word. */
  fate: 'kept' | 'dropped';
  /** Whether a word stands at the end of what was kept, and no mark. */
  isOpen: boolean;
}

/** Before the first final. */
const NO_WORD: LastWord = { fate: 'kept', isOpen: false };

/**
 * The text without what is not wanted, and what the next one has to know of it. Marks share the fate of the word before
 * them, which may have come with an earlier final, unless they end a sentence.
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

/** Lets the end of a sentence stand behind what is left of it, in place of a comma. */
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

/** A profane word with nothing left but its first letter. */
function masked(token: Token): Token {
  if (!token.tags?.includes('profanity')) return token;
  return { ...token, content: token.content.replace(/(?<!^)\p{L}/gu, '*') };
}
