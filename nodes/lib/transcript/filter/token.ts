import type { TranscriptResult } from '../results';
import { endsWithSentenceMark } from '../sentence';
import { isNumber } from './word-classes';
import {
  attachesToNext,
  attachesToPrevious,
  DEFAULT_DELIMITER,
  gapBetween,
  leans,
  UNSPACED_CHARACTERS,
  UNSPACED_WORDS,
} from '../text';

/** The message of a token. Times are seconds on the stream's clock. */
export interface Origin {
  /** Id of the final that the message is, or will become part of. */
  id?: string | number;
  channel?: string;
  start?: number;
  end?: number;
  /** Epoch milliseconds at which the audio at `start` arrived. */
  time?: number;
}

/** The unit of a text: a word, an entity or a mark. */
export interface Token {
  content: string;
  /** Marks belong to the word before or after them. */
  kind: 'word' | 'entity' | 'mark';
  attaches: 'previous' | 'next' | 'both' | 'none';
  /** A number, or a part of one. */
  isNumber: boolean;
  /** The delimiter before it, if neither token attaches; left out: derived from the scripts of both. */
  gap?: string;
  /** Seconds on the stream's clock; left out: unknown. */
  start?: number;
  end?: number;
  /** 0 to 1. */
  confidence?: number;
  speaker?: string;
  /** `disfluency`, `profanity`. */
  tags?: readonly string[];
  /** Whether the mark ends a sentence; left out: unknown. */
  endsSentence?: boolean;
  /** Its original results, including speaker changes before it; the last one is its own. */
  results?: readonly unknown[];
  /** Its message; left out: unknown. */
  origin?: Origin;
}

/** A word as displayed: with its marks. */
export interface DisplayedWord {
  text: string;
  /** Times of the word itself, seconds on the stream's clock; left out: unknown. */
  start?: number;
  end?: number;
}

const UNSPACED = `[${UNSPACED_CHARACTERS}]`;
const UNSPACED_SIDE = `[${UNSPACED_CHARACTERS}${UNSPACED_WORDS}\\uff01-\\uff65]`;
const UNSPACED_START = new RegExp(`^${UNSPACED_SIDE}`, 'u');
const UNSPACED_END = new RegExp(`${UNSPACED_SIDE}$`, 'u');

/**
 * Marks that belong to the word before them. ASCII ones only count at the end of a word, so that `.NET`, `.5` and `3.5` stay
 * words; those of other scripts always count.
 */
const MARKS = '[.,?!;:…]+';
const OTHER_MARK = '(?![ -~])\\p{Terminal_Punctuation}';
const AFTER_QUOTE = `(?=[\\s.,?!;:…]|${OTHER_MARK}|$)`;
/** Opening quotes of one language close in another („so“, »so«); an apostrophe only closes after a mark. */
const CLOSING_QUOTE = `\\p{Pf}(?=${UNSPACED_SIDE})|(?:[\\p{Pf}"]|(?<=\\S)[“‘«]|(?<=[.,?!…])')${AFTER_QUOTE}`;
const MARK = `${MARKS}(?=[\\s\\p{Pe}\\p{Pf}"]|[“‘«']${AFTER_QUOTE}|${OTHER_MARK}|${UNSPACED_SIDE}|$)|${CLOSING_QUOTE}|${OTHER_MARK}|\\p{Pe}`;
/** Marks with a space before them, as in French, or from recognisers that separate all tokens by spaces. */
const SPACED_MARK = new RegExp(`^(?:${MARKS}|${OTHER_MARK}|\\p{Pf})$`, 'u');
/** A run of marks within a word is matched as a whole: mark by mark, a long one would take quadratic time. */
const WORD = `(?:(?!${MARK})(?!${UNSPACED})(?:${MARKS}|\\S))+`;
const TOKENS = new RegExp(`(\\s*)(?:(${MARK})|(${UNSPACED})|(${WORD}))`, 'gu');

/** Scripts whose words can only be separated with a dictionary. */
const RUN_ON = new RegExp(`[${UNSPACED_WORDS}]`, 'u');
const dictionary = new Intl.Segmenter('th', { granularity: 'word' });

/** Marks that the next word follows without a space. */
const OPENING_MARK = /[\p{Ps}¿¡]$/u;

const PLAIN = /^[a-z]*$/;
const NO_LETTER = /[^\p{L}\p{M}\p{N}]+/gu;

/**
 * Converts results to tokens, except those without content (speaker changes).
 *
 * @param delimiter between words, if known
 * @param language code of the configuration, if known
 * @param originals the original results
 */
export function tokensOfResults(
  results: readonly TranscriptResult[],
  delimiter?: string,
  language?: string,
  originals: readonly unknown[] = results,
): Token[] {
  const tokens: Token[] = [];
  let told: unknown[] = [];
  for (const [index, result] of results.entries()) {
    told.push(originals[index]);
    if (!result.content) continue;
    tokens.push({
      content: result.content,
      kind: result.type === 'punctuation' ? 'mark' : result.type === 'entity' ? 'entity' : 'word',
      attaches: attachesOf(result),
      isNumber: result.type === 'entity' || isNumber(result.content, language),
      gap: delimiter ?? (tokens.length === 0 ? undefined : DEFAULT_DELIMITER),
      start: result.start_time,
      end: result.end_time,
      confidence: result.confidence,
      speaker: result.speaker,
      tags: result.tags,
      endsSentence:
        result.type === 'punctuation'
          ? (result.is_eos ?? endsWithSentenceMark((tokens.at(-1)?.content ?? '') + result.content))
          : undefined,
      results: told,
    });
    told = [];
  }
  const last = tokens.at(-1);
  if (last && told.length > 0) last.results = [...(last.results ?? []), ...told];
  return tokens;
}

function attachesOf(result: TranscriptResult): Token['attaches'] {
  const [previous, next] = [attachesToPrevious(result), attachesToNext(result)];
  if (previous && next) return 'both';
  return previous ? 'previous' : next ? 'next' : 'none';
}

/**
 * Splits a plain text into tokens, which keep the white space between them.
 *
 * @param delimiter before the text, if known
 * @param language code of the configuration, if known
 */
export function tokensOfText(text: string, delimiter?: string, language?: string): Token[] {
  return [...text.trim().matchAll(TOKENS)].flatMap(([whole, space = '', mark], index) => {
    const isSpaced = index > 0 && space.length === 1 && SPACED_MARK.test(mark ?? '');
    const isMark = mark !== undefined && (space === '' || isSpaced);
    const gap = index > 0 ? space : delimiter === DEFAULT_DELIMITER ? undefined : delimiter;
    const contents = isSpaced ? [whole] : wordsWithin(whole.slice(space.length));
    return contents.map((content, place): Token => ({
      content,
      isNumber: isNumber(content, language),
      kind: isMark ? 'mark' : 'word',
      attaches: isMark || (index === 0 && place === 0 && leans(content).before) ? 'previous' : 'none',
      gap: place > 0 ? '' : gap,
    }));
  });
}

function wordsWithin(content: string): string[] {
  return RUN_ON.test(content) ? Array.from(dictionary.segment(content), ({ segment }) => segment) : [content];
}

/** Joins tokens to text. */
export function spell(tokens: readonly Token[]): string {
  return tokens.map((token, index) => gapBefore(token, tokens[index - 1]) + token.content).join('');
}

/** The delimiter between two tokens; none before the first one. */
export function gapBefore(token: Token, previous: Token | undefined): string {
  if (previous === undefined || goesWithPrevious(token)) return '';
  if (previous.attaches === 'next' || previous.attaches === 'both') return '';
  // Within a plain text, its own white space decides.
  if (token.gap === undefined && leans(previous.content).after) return '';
  if (token.gap !== undefined) return gapBetween(previous.content, token.content, token.gap);
  if (OPENING_MARK.test(previous.content)) return '';
  return UNSPACED_END.test(previous.content) && UNSPACED_START.test(token.content) ? '' : DEFAULT_DELIMITER;
}

/** Whether a token belongs to the one before it. */
export function goesWithPrevious({ attaches }: Token): boolean {
  return attaches === 'previous' || attaches === 'both';
}

/** Counts the leading tokens that belong to the text before: legacy servers send marks in the message after their word. */
export function countLateMarks(tokens: readonly Token[]): number {
  const first = tokens.findIndex((token) => token.kind !== 'mark' || !goesWithPrevious(token));
  return first === -1 ? tokens.length : first;
}

/** Counts words and entities. */
export function countWords(tokens: readonly Token[]): number {
  return tokens.filter(({ kind }) => kind !== 'mark').length;
}

/** The words of a text as displayed: marks are part of their word. */
export function displayedWords(tokens: readonly Token[]): DisplayedWord[] {
  const words: DisplayedWord[] = [];
  for (const [index, token] of tokens.entries()) {
    const last = words.at(-1);
    const previous = tokens[index - 1];
    const attached = previous !== undefined && (goesWithPrevious(token) || previous.attaches === 'next');
    if (attached && last) {
      last.text += token.content;
      if (token.kind !== 'mark') last.end = token.end;
    } else words.push({ text: token.content, start: token.start, end: token.end });
  }
  return words;
}

/** The texts of {@link displayedWords}. */
export function displayedTexts(tokens: readonly Token[]): string[] {
  return displayedWords(tokens).map(({ text }) => text);
}

/** Folds a text for comparison: lower case, without marks. Empty if it only has marks. */
export function fold(text: string): string {
  // Most words are folded already.
  return PLAIN.test(text) ? text : text.toLowerCase().replace(NO_LETTER, '');
}
