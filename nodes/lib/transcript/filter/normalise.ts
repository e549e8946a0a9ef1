import { spell, type Token } from './token';

/** All but letters, digits, spaces, apostrophes within words, and points and commas within numbers. */
const PUNCTUATION =
  /(?<![\p{L}\p{M}\p{N}])['’]|['’](?![\p{L}\p{N}])|(?<!\p{N})[.,]|[.,](?!\p{N})|[^\p{L}\p{M}\p{N}\s'’.,]/gu;

/** White space other than a single space. */
const SPACES = /\s\s+|[^\S ]/gu;

/** Normalises a text for rules with exact phrases: lower case, no punctuation, one space between words. */
export function normalise(tokens: readonly Token[]): string {
  return normaliseText(spell(tokens.filter(({ kind }) => kind !== 'mark')));
}

/** As {@link normalise}, for a plain text. */
export function normaliseText(text: string): string {
  return text.normalize().toLowerCase().replaceAll('’', "'").replace(PUNCTUATION, ' ').replace(SPACES, ' ').trim();
}
