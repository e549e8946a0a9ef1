import { endsSentence } from '../transcript/sentence';
import { gapBefore, goesWithPrevious, type Token } from '../transcript/filter/token';
import { DASH, lineWidths, type CaptionRules } from './rules';
import { charactersOf, widthOf } from './text-width';
import { roundTime, type Word } from './word';

const CLAUSE_END = /[,;:—–،؛、，；：][\p{Pe}\p{Pf}"']*$/u;

/**
 * Makes words from the tokens of a text, with their punctuation, and splits those that are longer than a line. If tokens have no
 * times, the time between `start` and `end` is divided among their characters.
 *
 * @param last the word before, of an earlier final
 */
export function wordsOf(
  tokens: readonly Token[],
  { start, end }: { start: number; end: number },
  rules: CaptionRules,
  last: Word | undefined,
): Word[] {
  const timed = tokens.some((token) => token.start === undefined || token.end === undefined)
    ? spread(tokens, start, end)
    : tokens;
  const words: Word[] = [];
  for (const [index, token] of timed.entries()) {
    const before = timed[index - 1];
    const word = words.at(-1);
    const gap = before === undefined ? gapOfFirst(token, last) : gapBefore(token, before);
    if (word !== undefined && gap === '' && (goesWithPrevious(token) || attachesNext(before))) extend(word, token);
    else words.push(wordOf(token, gap));
  }
  if (words[0] && goesWithPrevious(tokens[0]!)) words[0].attached = true;
  return words.flatMap((word) => split(withEnd(word), rules));
}

/** Makes one word of one that waits and of what is attached to it, or several where it gets longer than a line. */
export function joinWords(word: Word, { text, end }: Word, rules: CaptionRules): Word[] {
  const isMark = !/[\p{L}\p{N}]/u.test(text);
  const joined = { ...word, text: word.text + text, end: isMark ? word.end : Math.max(word.end, end) };
  return split(withEnd(joined), rules);
}

/** The text before the first token of a final: the language's delimiter, or nothing before a punctuation mark. */
function gapOfFirst(token: Token, last: Word | undefined): string {
  if (last === undefined || goesWithPrevious(token)) return '';
  return token.gap ?? gapBefore(token, { content: last.text, kind: 'word', attaches: 'none', isNumber: false });
}

function attachesNext(token: Token | undefined): boolean {
  return token?.attaches === 'next' || token?.attaches === 'both';
}

function wordOf({ content, start = 0, end = start, speaker }: Token, gap: string): Word {
  const times = { start: roundTime(Math.max(0, start)), end: roundTime(Math.max(0, end)) };
  // Line breaks within a word would end a cue in some formats.
  return { text: content.trim().replace(/\s+/gu, ' '), gap, ...times, ...(speaker !== undefined && { speaker }) };
}

function extend(word: Word, { content, kind, end, speaker }: Token): void {
  word.text += content.trim().replace(/\s+/gu, ' ');
  if (kind !== 'mark' && end !== undefined) word.end = roundTime(Math.max(word.end, end));
  if (word.speaker === undefined && speaker !== undefined) word.speaker = speaker;
}

function withEnd(word: Word): Word {
  if (endsSentence(word.text) && !/^\p{Lu}\p{L}{0,3}\.$/u.test(word.text)) return { ...word, ends: 'sentence' };
  return { ...word, ends: CLAUSE_END.test(word.text) ? 'clause' : undefined };
}

/** Splits an entity of several words, or a word that is longer than a line. */
function split(word: Word, rules: CaptionRules): Word[] {
  const measure = lineWidths(rules);
  const room = rules.characters - (rules.speakers === 'dash' ? DASH.length : 0);
  const parts: string[] = [];
  for (const part of word.text.split(' ')) {
    if (widthOf(part, measure) <= room) parts.push(parts.length === 0 ? part : ` ${part}`);
    else {
      const rows = rowsOf(part, (text) => widthOf(text, measure) <= room);
      parts.push(...rows.map((row, index) => (index === 0 && parts.length > 0 ? ` ${row}` : row)));
    }
  }
  if (parts.length === 1) return [word];
  const step = (word.end - word.start) / parts.length;
  return parts.map((part, index) => ({
    ...word,
    text: part.trimStart(),
    gap: index === 0 ? word.gap : part.startsWith(' ') ? ' ' : '',
    start: roundTime(word.start + index * step),
    end: roundTime(word.start + (index + 1) * step),
    ends: index === parts.length - 1 ? word.ends : undefined,
    ...(index > 0 && { joined: true }),
  }));
}

function rowsOf(text: string, fits: (row: string) => boolean): string[] {
  const rows = [''];
  for (const character of charactersOf(text)) {
    const row = rows.at(-1)! + character;
    if (fits(row) || rows.at(-1) === '') rows[rows.length - 1] = row;
    else rows.push(character);
  }
  return rows;
}

function spread(tokens: readonly Token[], start: number, end: number): Token[] {
  const total = tokens.reduce((sum, { content }) => sum + content.length, 0) || 1;
  let at = start;
  return tokens.map((token) => {
    const begin = at;
    at += (token.content.length / total) * Math.max(0, end - start);
    return { ...token, start: begin, end: at };
  });
}
