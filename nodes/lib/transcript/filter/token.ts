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

/** What is known of the message that brought a token. Times are seconds on the stream's clock. */
export interface Origin {
  /** Of the final that the message is, or will become part of. */
  id?: string | number;
  channel?: string;
  start?: number;
  end?: number;
  /** Epoch milliseconds at which the audio at `start` came in. */
  time?: number;
}

/** The smallest piece of a text that a filter moves: a word, an entity or a mark. */
export interface Token {
  content: string;
  /** Marks are no words: they go with the word before them, or behind. */
  kind: 'word' | 'entity' | 'mark';
  attaches: 'previous' | 'next' | 'both' | 'none';
  /** A number, or a part of one. */
  isNumber: boolean;
  /** What stands between it and the token before, if neither attaches; left out: told from the script at the seam. */
  gap?: string;
  /** Seconds on the stream's clock; left out: unknown. */
  start?: number;
  end?: number;
  /** 0 to 1. */
  confidence?: number;
  speaker?: string;
  /** `disfluency`, `profanity`. */
  tags?: readonly string[];
  /** Whether the mark ends a sentence; left out: nobody said so. */
  endsSentence?: boolean;
  /** What was told of it, speaker changes before it included; the last one is its own. */
  results?: readonly unknown[];
  /** The message that brought it; left out: unknown. */
  origin?: Origin;
}

/** One word as it is displayed: with the marks that belong to it. */
export interface DisplayedWord {
  text: string;
  /** Of the word itself, seconds on the stream's clock; left out: unknown. */
  start?: number;
  end?: number;
}

const UNSPACED = `[${UNSPACED_CHARACTERS}]`;
const UNSPACED_SIDE = `[${UNSPACED_CHARACTERS}${UNSPACED_WORDS}\\uff01-\\uff65]`;
const UNSPACED_START = new RegExp(`^${UNSPACED_SIDE}`, 'u');
const UNSPACED_END = new RegExp(`${UNSPACED_SIDE}$`, 'u');

/**
 * Marks that belong to the word before them. Those of ASCII count only with nothing behind them, so that `.NET`, `.5` and
 * `3.5` stay words; those of other scripts always do.
 */
const MARKS = '[.,?!;:…]+';
const OTHER_MARK = '(?![ -~])\\p{Terminal_Punctuation}';
const AFTER_QUOTE = `(?=[\\s.,?!;:…]|${OTHER_MARK}|$)`;
/** Quotes that open in one language close in another („so“, »so«); an apostrophe closes only behind a mark. */
const CLOSING_QUOTE = `\\p{Pf}(?=${UNSPACED_SIDE})|(?:[\\p{Pf}"]|(?<=\\S)[“‘«]|(?<=[.,?!…])')${AFTER_QUOTE}`;
const MARK = `${MARKS}(?=[\\s\\p{Pe}\\p{Pf}"]|[“‘«']${AFTER_QUOTE}|${OTHER_MARK}|${UNSPACED_SIDE}|$)|${CLOSING_QUOTE}|${OTHER_MARK}|\\p{Pe}`;
/** Marks that have a space before them in French, and all where a recogniser's tokens are sent as they are. */
const SPACED_MARK = new RegExp(`^(?:${MARKS}|${OTHER_MARK}|\\p{Pf})$`, 'u');
/** A row of marks within a word is taken at once: looked at mark by mark, a long one would take for ever. */
const WORD = `(?:(?!${MARK})(?!${UNSPACED})(?:${MARKS}|\\S))+`;
const TOKENS = new RegExp(`(\\s*)(?:(${MARK})|(${UNSPACED})|(${WORD}))`, 'gu');

/** Writing whose words only a dictionary tells apart. */
const RUN_ON = new RegExp(`[${UNSPACED_WORDS}]`, 'u');
const dictionary = new Intl.Segmenter('th', { granularity: 'word' });

/** Marks that the next word stands close to. */
const OPENING_MARK = /[\p{Ps}¿¡]$/u;

const PLAIN = /^[a-z]*$/;
const NO_LETTER = /[^\p{L}\p{M}\p{N}]+/gu;

/**
 * The tokens of results; items without content (speaker changes) are none.
 *
 * @param delimiter what stands between words, where it was told
 * @param language code of the configuration, where it was told
 * @param originals the results as they were told
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
 * The tokens of a text that comes alone. They keep the white space that stood between them.
 *
 * @param delimiter what stands before the text, where it was told
 * @param language code of the configuration, where it was told
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

/** The text that tokens make, with one delimiter between those of different messages. */
export function spell(tokens: readonly Token[]): string {
  return tokens.map((token, index) => gapBefore(token, tokens[index - 1]) + token.content).join('');
}

/** What stands between two tokens; nothing before the first one. */
export function gapBefore(token: Token, previous: Token | undefined): string {
  if (previous === undefined || goesWithPrevious(token)) return '';
  if (previous.attaches === 'next' || previous.attaches === 'both') return '';
  // Within a text, its own white space says so.
  if (token.gap === undefined && leans(previous.content).after) return '';
  if (token.gap !== undefined) return gapBetween(previous.content, token.content, token.gap);
  if (OPENING_MARK.test(previous.content)) return '';
  return UNSPACED_END.test(previous.content) && UNSPACED_START.test(token.content) ? '' : DEFAULT_DELIMITER;
}

/** Whether a token belongs to what stands before it. */
export function goesWithPrevious({ attaches }: Token): boolean {
  return attaches === 'previous' || attaches === 'both';
}

/** How many tokens at the start belong to the text before: legacy servers send marks in the message after their word. */
export function countLateMarks(tokens: readonly Token[]): number {
  const first = tokens.findIndex((token) => token.kind !== 'mark' || !goesWithPrevious(token));
  return first === -1 ? tokens.length : first;
}

/** How many words and entities there are. */
export function countWords(tokens: readonly Token[]): number {
  return tokens.filter(({ kind }) => kind !== 'mark').length;
}

/** The words of a text as a reader sees them: a mark is part of the word it stands at. */
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

/** A text as it is compared: in lower case, without marks. Empty if it holds marks only. */
export function fold(text: string): string {
  // Most words are folded already.
  return PLAIN.test(text) ? text : text.toLowerCase().replace(NO_LETTER, '');
}
