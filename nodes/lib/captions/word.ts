/** The smallest piece of text that a line of captions is made of: a word with the marks that belong to it. */
export interface Word {
  text: string;
  /** Text between it and the word before, on the same line. */
  gap: string;
  /** Seconds on the stream's clock, to the millisecond. */
  start: number;
  end: number;
  speaker?: string;
  /** What its last punctuation mark ends. */
  ends?: 'sentence' | 'clause';
  /** Belongs to the word before it: another part of an entity, or of a word that is longer than a line. */
  joined?: boolean;
  /** Goes on with a word of an earlier final: it is a mark, or the end of a word ("'s"). */
  attached?: boolean;
}

/** Joins words to text. */
export function textOfWords(words: readonly Word[]): string {
  return words.map(({ gap, text }, index) => (index === 0 ? text : gap + text)).join('');
}

/** Rounds seconds to milliseconds, which every format supports. */
export function roundTime(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
