/** A word or punctuation mark in a decoding; its place is that of its tokens. */
export interface TokenWord {
  type: 'word' | 'punctuation';
  content: string;
  firstToken: number;
  lastToken: number;
  /** Product of the probabilities of its tokens. */
  confidence: number;
}

/** Tokens that stand for something written otherwise. */
export type SpeltWord = Pick<TokenWord, 'content' | 'firstToken' | 'lastToken'>;

/** A word that may still grow. */
interface OpenWord {
  firstToken: number;
  lastToken: number;
  confidence: number;
  bytes: number[];
  /** Whether it stands as it is, whatever it looks like. */
  isExact?: boolean;
}

/** What SentencePiece writes for a space. */
export const SPACE = '\u2581';
/** A token for a single byte of UTF-8. */
const BYTE = /^<0x([0-9A-F]{2})>$/;
/** A token that stands for no text, such as the begin and end tokens. */
const CONTROL = /^<\/?[a-z]+>$/;
const MARK = /^[.,?!;:]+$/;
/** Quotation marks, brackets and dashes: neither part of a word nor punctuation that the protocol knows. */
const ORNAMENT = /["\u201c\u201d()[\]{}\u2013\u2014*]/g;
/** What {@link wordsOf} would leave away, or part from its word: all but marks, hyphens and apostrophes between letters. */
const CHANGED = new RegExp(`${ORNAMENT.source}|(?<![\\p{L}\\p{N}])[-'.,?!;:]|[.,?!;:](?![\\p{L}\\p{N}])|[?!;]`, 'u');
/** A full stop after them does not end a sentence. */
const TITLES = ['Mr', 'Mrs', 'Ms', 'Dr', 'Prof'];

/** Whether a token goes on with the word before it: it is neither a space with something, nor a mark, nor a control token. */
export function continuesWord(piece: string): boolean {
  return !piece.startsWith(SPACE) && !isMark(piece) && !CONTROL.test(piece);
}

/** Whether a text comes out as it is when its tokens are put together; at the end of a phrase, a mark may stand apart. */
export function isWrittenAsRead(text: string): boolean {
  return !CHANGED.test(text.includes(' ') ? text.replace(/(?<=[\p{L}\p{N}])[.,?!;:]$/u, '') : text);
}

/** Whether a token is punctuation and nothing else. */
export function isMark(piece: string): boolean {
  return MARK.test(textOf(piece));
}

/**
 * Puts a decoding's tokens together: words, and punctuation marks apart. A mark between letters or digits ("3.5",
 * "10:30", "U.S") and the full stop of a title stay in the word.
 *
 * @param probabilities of the tokens, 0 to 1
 * @param boundary how many tokens at the start are settled; no word extends beyond them
 * @param spelt tokens that stand for something else, which is one word
 */
export function wordsOf(
  tokens: readonly number[],
  probabilities: readonly number[],
  vocabulary: readonly string[],
  boundary: number,
  spelt: readonly SpeltWord[] = [],
): TokenWord[] {
  const pieces = tokens.map((token) => vocabulary[token]!);
  const words: TokenWord[] = [];
  let open: OpenWord | undefined;
  const close = (): void => {
    if (open) words.push(...closed(open));
    open = undefined;
  };
  for (const [index, piece] of pieces.entries()) {
    const confidence = probabilities[index]!;
    const stood = spelt.find(({ firstToken, lastToken }) => firstToken <= index && index <= lastToken);
    if (stood) {
      if (index === stood.firstToken) close();
      const { firstToken, lastToken, content } = stood;
      open = {
        firstToken,
        lastToken,
        confidence: (open?.confidence ?? 1) * confidence,
        bytes: [...Buffer.from(content)],
        isExact: true,
      };
      continue;
    }
    if (piece.startsWith(SPACE) || index === boundary) close();
    const next = index + 1 === boundary ? undefined : pieces[index + 1];
    if (isMark(piece) && !(open && belongsToWord(piece, open, next))) {
      close();
      words.push({ type: 'punctuation', content: textOf(piece)[0]!, firstToken: index, lastToken: index, confidence });
    } else if (open) {
      open.bytes.push(...bytesOf(piece));
      open.lastToken = index;
      open.confidence *= confidence;
    } else {
      open = { firstToken: index, lastToken: index, confidence, bytes: [...bytesOf(piece)] };
    }
  }
  close();
  return words;
}

function closed({ bytes, isExact, ...place }: OpenWord): TokenWord[] {
  const text = Buffer.from(bytes).toString('utf8');
  if (isExact) return [{ type: 'word', content: text, ...place }];
  // An apostrophe before a capital is a quotation mark: "'tis" has none.
  const content = text.replace(/^'(?=\p{Lu})/u, '');
  return /^[-']*$/.test(content) ? [] : [{ type: 'word', content, ...place }];
}

function belongsToWord(mark: string, open: OpenWord, next: string | undefined): boolean {
  if (next !== undefined && /^[.,:]$/.test(mark) && /^[\p{L}\p{N}]/u.test(next)) return true;
  return mark === '.' && TITLES.includes(Buffer.from(open.bytes).toString('utf8'));
}

function textOf(piece: string): string {
  return piece.replaceAll(SPACE, '').replace(ORNAMENT, '');
}

function bytesOf(piece: string): Iterable<number> {
  const byte = BYTE.exec(piece);
  return byte ? [parseInt(byte[1]!, 16)] : Buffer.from(textOf(piece));
}
