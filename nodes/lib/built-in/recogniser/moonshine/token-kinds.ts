import { END_TOKEN } from './architecture';
import { continuesWord, isMark, SPACE } from './words';

const APOSTROPHE = /^['\u2019]/;
const SENTENCE_END = /[.?!]$/;

/** What the tokens of a vocabulary stand for. */
export class TokenKinds {
  /** Whether it goes on with the word before it. */
  readonly continues: readonly boolean[];
  /** Marks and lone spaces are not heard. */
  readonly isSilent: readonly boolean[];
  /** Whether a word may be over before it: it begins another, or is a mark, an apostrophe, or the end. */
  readonly endsWord: readonly boolean[];
  /** The end, and the marks. */
  readonly marks: readonly number[];
  /** All that may follow a word that is over. */
  readonly endings: readonly number[];

  constructor(private readonly pieces: readonly string[]) {
    this.continues = pieces.map(continuesWord);
    this.isSilent = pieces.map((piece) => isMark(piece) || piece === SPACE);
    this.endsWord = pieces.map((piece, token) => !this.continues[token] || APOSTROPHE.test(piece));
    const tokens = [...pieces.keys()];
    this.endings = tokens.filter((token) => this.endsWord[token]);
    this.marks = tokens.filter((token) => token === END_TOKEN || isMark(pieces[token]!));
  }

  /** Whether a sentence begins after some tokens. */
  beginsSentence(tokens: readonly number[]): boolean {
    const last = tokens.at(-1);
    return last === undefined || SENTENCE_END.test(this.pieces[last]!);
  }
}
