import type { TranscriptResult } from './results';

/** Default delimiter between words. */
export const DEFAULT_DELIMITER = ' ';

/** Languages that are written without spaces (docs/protocol.md, 6.6). */
const UNSPACED_LANGUAGES: ReadonlySet<string> = new Set(['cmn', 'yue', 'ja', 'th', 'lo', 'km', 'my']);

/** Characters of scripts without spaces: those that count as words one by one, and those whose words only a dictionary tells. */
export const UNSPACED_CHARACTERS = '\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}';
export const UNSPACED_WORDS = '\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}';

const SPACED = `(?![${UNSPACED_CHARACTERS}${UNSPACED_WORDS}])[\\p{L}\\p{M}\\p{N}]`;
const SPACED_START = new RegExp(`^${SPACED}`, 'u');
const SPACED_END = new RegExp(`${SPACED}$`, 'u');

/**
 * The delimiter between words: that of the language pack (legacy servers send none), otherwise that of the language's script.
 * `language` is the code from the configuration, for example `en`.
 */
export function wordDelimiter(language: string, pack?: { word_delimiter?: string }): string {
  return pack?.word_delimiter ?? (UNSPACED_LANGUAGES.has(language) ? '' : DEFAULT_DELIMITER);
}

/** The delimiter between two unattached words: Latin words have a space between them even in Chinese and Japanese text. */
export function gapBetween(before: string, after: string, delimiter: string): string {
  if (delimiter !== '') return delimiter;
  return SPACED_END.test(before) && SPACED_START.test(after) ? DEFAULT_DELIMITER : '';
}

/** Parts of words that recognisers separate: English suffixes, and prefixes of the Romance languages below. */
const ENCLITIC = /^(?:['’](?:s|m|d|re|ve|ll)|n['’]t)(?![\p{L}\p{N}'’])/iu;
const PROCLITIC = /(?<![\p{L}\p{N}'’])(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu|(?:de|a|ne|da|su)ll)['’]$/iu;

const APOSTROPHE = /['’]/;
const STANDING = { before: false, after: false };

/** Whether a word is only a suffix or a prefix: "'s" after "it", "l'" before "homme". */
export function leans(word = ''): { before: boolean; after: boolean } {
  if (!APOSTROPHE.test(word)) return STANDING;
  return { before: ENCLITIC.test(word), after: PROCLITIC.test(word) };
}

/** The fields of a result that decide how it is joined. */
export type Spelled = Pick<TranscriptResult, 'type' | 'content' | 'attaches_to'>;

/** Whether an item is joined to the previous one without a delimiter. */
export function attachesToPrevious({ type, content, attaches_to }: Spelled): boolean {
  const side = attaches_to ?? (type === 'punctuation' || leans(content).before ? 'previous' : 'none');
  return side === 'previous' || side === 'both';
}

/** Whether an item is joined to the next one without a delimiter. */
export function attachesToNext({ content, attaches_to }: Spelled): boolean {
  if (attaches_to === undefined) return leans(content).after;
  return attaches_to === 'next' || attaches_to === 'both';
}

/**
 * Joins results to text. An entity is one unit, whatever its words. Items without content (speaker changes) are skipped. A
 * leading mark stays at the beginning.
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
