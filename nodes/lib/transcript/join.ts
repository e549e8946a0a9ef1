import { attachesToPrevious, DEFAULT_DELIMITER, textOf, type Spelled } from './text';

/** A text with what is known of how it was made; another package's text comes alone. */
export interface Passage<Result extends Spelled = Spelled> {
  text: string;
  /** What stands between words; left out: told from the script at the seam. */
  delimiter?: string;
  /** What the text was built from. */
  results?: readonly Result[];
}

/**
 * Marks that belong to the word before them. In spaced writing only a mark with nothing behind it counts, so that
 * `.NET` and `.5` stay words; marks of Chinese and Japanese always count.
 */
const LEADING_MARKS = /^(?:[.,?!;:…،؛؟।]+(?=[\s\p{Pe}]|$)|[。、，．？！；：]|\p{Pe})+/u;

/** Marks that the next word stands close to. */
const OPENING_MARK = /[\p{Ps}¿¡]$/u;

const UNSPACED = '[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\uff01-\\uff65]';
const UNSPACED_START = new RegExp(`^${UNSPACED}`, 'u');
const UNSPACED_END = new RegExp(`${UNSPACED}$`, 'u');

/**
 * Cuts off the marks that a text begins with and that belong to the text before it: legacy servers send punctuation in
 * the message after its word (protocol reference, section 2.4). Both parts come trimmed.
 */
export function splitLeadingMarks<Result extends Spelled>(
  passage: Passage<Result>,
): { marks: string; rest: Passage<Result> } {
  if (passage.results === undefined) {
    const text = passage.text.trim();
    const marks = LEADING_MARKS.exec(text)?.[0] ?? '';
    return { marks, rest: { ...passage, text: text.slice(marks.length).trimStart() } };
  }
  const spelled = passage.results.filter(({ content }) => content);
  const firstWord = spelled.findIndex((result) => !attachesToPrevious(result));
  const cut = firstWord < 0 ? spelled.length : firstWord;
  const delimiter = passage.delimiter ?? DEFAULT_DELIMITER;
  const results = spelled.slice(cut);
  return {
    marks: textOf(spelled.slice(0, cut), delimiter),
    rest: { ...passage, text: textOf(results, delimiter), results },
  };
}

function delimiterAt(before: string, after: string): string {
  return UNSPACED_END.test(before) && UNSPACED_START.test(after) ? '' : DEFAULT_DELIMITER;
}

/**
 * Puts two consecutive texts together: leading marks of the later one attach to the earlier, and one delimiter stands
 * between words, whatever white space the texts bring along.
 */
export function joinTexts(earlier: string, later: Passage): string {
  const before = earlier.trim();
  const after = later.text.trim();
  if (before === '' || after === '') return before + after;
  const attached = OPENING_MARK.test(before) || splitLeadingMarks(later).marks !== '';
  return before + (attached ? '' : (later.delimiter ?? delimiterAt(before, after))) + after;
}
