import { fold, goesWithPrevious, type Token } from './token';

/** A word of a partial with its marks. */
export interface Word {
  /** The word for comparison: without case and marks. */
  folded: string;
  /** The word itself; several tokens if they are attached to each other. */
  tokens: readonly Token[];
  marks: readonly Token[];
  /** Seconds on the stream's clock; left out: unknown. */
  start?: number;
  end?: number;
  isNumber: boolean;
}

/** A word with the number of consecutive hypotheses that contain it. */
export interface HeardWord extends Word {
  agreed: number;
  /** Number of those with the same spelling, and of those with the same marks after it. */
  sameForm: number;
  sameMarks: number;
}

/** Words after the last match among which the next one is searched. */
const REACH = 100;
/** Greatest shift of the middle of a word from one hypothesis to the next, seconds. */
const NEAR = 1;
/** Seconds by which consecutive words of two hypotheses may overlap. */
const OVERLAP = 0.1;

const NO_MARKS: readonly Token[] = [];

/** The words of a text. */
export function wordsOf(tokens: readonly Token[]): Word[] {
  const words: { tokens: Token[]; marks: number }[] = [];
  for (const token of tokens) {
    const last = words.at(-1);
    if (last === undefined || !goesWithPrevious(token)) words.push({ tokens: [token], marks: 0 });
    else {
      last.tokens.push(token);
      last.marks = token.kind === 'mark' ? last.marks + 1 : 0;
    }
  }
  return words.map(({ tokens: all, marks }) => {
    const end = all.length - marks;
    return marks === 0 ? wordOf(all, NO_MARKS) : wordOf(all.slice(0, end), all.slice(end));
  });
}

function wordOf(tokens: readonly Token[], marks: readonly Token[]): Word {
  return {
    folded: fold(written(tokens)),
    tokens,
    marks,
    start: tokens[0]?.start,
    end: tokens.at(-1)?.end,
    isNumber: tokens.some(({ isNumber }) => isNumber),
  };
}

/** The number of words that {@link wordsOf} returns. */
export function countWholeWords(tokens: readonly Token[]): number {
  return tokens.reduce((count, token, index) => (index > 0 && goesWithPrevious(token) ? count : count + 1), 0);
}

/** The spelling of tokens that belong together. */
export function written(tokens: readonly Token[]): string {
  if (tokens.length <= 1) return tokens[0]?.content ?? '';
  return tokens.map(({ content }) => content).join('');
}

/** The tokens of words, including marks. */
export function tokensOf(words: readonly Word[]): Token[] {
  const all: Token[] = [];
  for (const { tokens, marks } of words) {
    for (const token of tokens) all.push(token);
    for (const mark of marks) all.push(mark);
  }
  return all;
}

/** The words of a new hypothesis, each with the number of hypotheses that agree on it. */
export function follow(before: readonly HeardWord[], words: readonly Word[]): HeardWord[] {
  let from = 0;
  return words.map((word) => {
    let place = from;
    const end = Math.min(before.length, from + REACH);
    while (place < end && !isSameWord(before[place]!, word)) place += 1;
    const old = place < end ? before[place] : undefined;
    if (old === undefined) return heardAs(word, 1, 1, 1);
    from = place + 1;
    return heardAs(
      word,
      old.agreed + 1,
      written(old.tokens) === written(word.tokens) ? old.sameForm + 1 : 1,
      written(old.marks) === written(word.marks) ? old.sameMarks + 1 : 1,
    );
  });
}

/** Fields one by one: spreads would take most of the time of a partial. */
function heardAs(
  { folded, tokens, marks, start, end, isNumber }: Word,
  agreed: number,
  sameForm: number,
  sameMarks: number,
): HeardWord {
  return { folded, tokens, marks, start, end, isNumber, agreed, sameForm, sameMarks };
}

/** Whether two words may be the same one: folded, and by their times if they have any. */
export function isSameWord(one: Word, other: Word): boolean {
  if (one.folded !== other.folded) return false;
  const a = middleOf(one);
  const b = middleOf(other);
  return a === undefined || b === undefined || Math.abs(a - b) < NEAR;
}

/** The middle of a word, seconds on the stream's clock. */
export function middleOf({ start, end }: Word): number | undefined {
  return start === undefined || end === undefined ? undefined : (start + end) / 2;
}

/** The words that follow others, of which the hypothesis may have fewer or more: by their times, otherwise by number. */
export function following<Kind extends Word>(words: readonly Kind[], others: readonly Word[]): Kind[] {
  const end = others.at(-1)?.end;
  return words.filter(({ start }, index) =>
    end === undefined || start === undefined ? index >= others.length : start >= end - OVERLAP,
  );
}
