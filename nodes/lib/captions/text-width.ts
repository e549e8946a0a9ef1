const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Full-width characters: Chinese, Japanese and Korean, their punctuation, and emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
/** Characters without width, such as direction marks. */
const INVISIBLE = /^[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+$/u;

/** Widths of the two kinds of characters. */
export interface Widths {
  narrow: number;
  wide: number;
}

/** The characters of a text as a reader counts them: a letter with its accents is one. */
export function charactersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** The width of a text. */
export function widthOf(text: string, { narrow, wide }: Widths): number {
  // Most texts are ASCII, and the segmenter is slow.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length * narrow;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (WIDE.test(segment)) width += wide;
    else if (!INVISIBLE.test(segment)) width += narrow;
  }
  return width;
}

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Whether the first letter of a text belongs to a script that is written from right to left. */
export function runsRightToLeft(text: string): boolean {
  const [first] = /\p{L}/u.exec(text) ?? [];
  return first !== undefined && RIGHT_TO_LEFT.test(first);
}
