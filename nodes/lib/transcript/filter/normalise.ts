import { spell, type Token } from './token';

/** What is no letter, digit or space, but an apostrophe within a word and a point or comma within a number. */
const PUNCTUATION =
  /(?<![\p{L}\p{M}\p{N}])['’]|['’](?![\p{L}\p{N}])|(?<!\p{N})[.,]|[.,](?!\p{N})|[^\p{L}\p{M}\p{N}\s'’.,]/gu;

/** What is not one space already. */
const SPACES = /\s\s+|[^\S ]/gu;

/** A text for rules that look for exact phrases: lower case, no punctuation, one space between words. */
export function normalise(tokens: readonly Token[]): string {
  return normaliseText(spell(tokens.filter(({ kind }) => kind !== 'mark')));
}

/** The same of a text that is not yet cut into tokens. */
export function normaliseText(text: string): string {
  return text.toLowerCase().replaceAll('’', "'").replace(PUNCTUATION, ' ').replace(SPACES, ' ').trim();
}
