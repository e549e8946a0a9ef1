import type { TranscriptResult } from './results';

/** What stands between two words when nothing says otherwise. */
export const DEFAULT_DELIMITER = ' ';

/** Languages that are written without spaces (docs/protocol.md, 6.6). */
const UNSPACED_LANGUAGES: ReadonlySet<string> = new Set(['cmn', 'yue', 'ja', 'th', 'lo', 'km', 'my']);

/** Characters of writings without spaces between words: those that are told apart one by one, and those that are not. */
export const UNSPACED_CHARACTERS = '\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}';
export const UNSPACED_WORDS = '\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}';

const SPACED = `(?![${UNSPACED_CHARACTERS}${UNSPACED_WORDS}])[\\p{L}\\p{M}\\p{N}]`;
const SPACED_START = new RegExp(`^${SPACED}`, 'u');
const SPACED_END = new RegExp(`${SPACED}$`, 'u');

/**
 * What stands between two words: what the language pack says (legacy servers send none), else what the language's
 * writing has. `language` is the code of the configuration, for example `en`.
 */
export function wordDelimiter(language: string, pack?: { word_delimiter?: string }): string {
  return pack?.word_delimiter ?? (UNSPACED_LANGUAGES.has(language) ? '' : DEFAULT_DELIMITER);
}

/** What stands between two words where neither attaches: Latin words have a space in Chinese and Japanese text too. */
export function gapBetween(before: string, after: string, delimiter: string): string {
  if (delimiter !== '') return delimiter;
  return SPACED_END.test(before) && SPACED_START.test(after) ? DEFAULT_DELIMITER : '';
}

/** Halves of words that are written apart: those of English that follow, those of the Romance languages that precede. */
const ENCLITIC = /^(?:['’](?:s|m|d|re|ve|ll)|n['’]t)(?![\p{L}\p{N}'’])/iu;
const PROCLITIC = /(?<![\p{L}\p{N}'’])(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu|(?:de|a|ne|da|su)ll)['’]$/iu;

const APOSTROPHE = /['’]/;
const STANDING = { before: false, after: false };

/** Whether a word is only the end or the beginning of one: "'s" behind "it", "l'" before "homme". */
export function leans(word = ''): { before: boolean; after: boolean } {
  if (!APOSTROPHE.test(word)) return STANDING;
  return { before: ENCLITIC.test(word), after: PROCLITIC.test(word) };
}

/** The part of a result that its place in the text depends on. */
export type Spelled = Pick<TranscriptResult, 'type' | 'content' | 'attaches_to'>;

/** Whether an item follows what stands before it without a delimiter. */
export function attachesToPrevious({ type, content, attaches_to }: Spelled): boolean {
  const side = attaches_to ?? (type === 'punctuation' || leans(content).before ? 'previous' : 'none');
  return side === 'previous' || side === 'both';
}

/** Whether an item precedes what stands behind it without a delimiter. */
export function attachesToNext({ content, attaches_to }: Spelled): boolean {
  if (attaches_to === undefined) return leans(content).after;
  return attaches_to === 'next' || attaches_to === 'both';
}

/**
 * Spells results out. An entity is one unit, whatever its words. Items without content (speaker changes) leave no trace.
 * A leading mark stays in front: `joinTexts` attaches it to the text before.
 */
export function textOf(results: readonly Spelled[], delimiter: string): string {
  let text = '';
  let last: Spelled | undefined;
  for (const result of results) {
    if (!result.content) continue;
    const attached = last === undefined || attachesToNext(last) || attachesToPrevious(result);
    text += attached ? result.content : gapBetween(last?.content ?? '', result.content, delimiter) + result.content;
    last = result;
  }
  return text;
}
