import { noteShown, NOTHING_SHOWN, wordDelays, type WordDelay } from '../../../nodes/lib/transcript/filter/stability';
import {
  displayedWords,
  fold,
  spell,
  type DisplayedWord,
  type Token,
} from '../../../nodes/lib/transcript/filter/token';
import { wordErrors } from '../../../dev/word-error-rate';
import type { Sent } from './replay';

/**
 * How a receiver displays a message. `replace`: in place of the one before, unless that was complete; `append`: after it;
 * `correct`: after it, unless it contradicts it; `latest`: only the latest one.
 */
export type Reception = 'replace' | 'append' | 'correct' | 'latest';

/** Erased words, and words of the finals. */
interface Erasure {
  erased: number;
  final: number;
}

/** Figures of the display during a recording; sums, so that those of several recordings can be added. */
export interface Figures {
  seconds: number;
  updates: number;
  /** Messages that contradict the one before. */
  contradictions: number;
  /** Words and marks as displayed; a mark added after the last word erases nothing. */
  displayed: Erasure;
  /** The same with marks as part of their word, as in texts that are only split at white space. */
  whole: Erasure;
  /** Words without case and marks. */
  folded: Erasure;
  /** Delays of words as displayed, and without case and marks; none if the text is never complete. */
  delays: WordDelay[];
  foldedDelays: WordDelay[];
  /** Words on the screen weighted by their duration, in word seconds; and those of them that were wrong. */
  onScreen: { all: number; wrong: number };
  /** Number of words in which the last text differs from the finals. */
  wrong: number;
}

/**
 * The figures of the messages sent during a recording.
 *
 * @param finals of the recording
 * @param seconds of speech
 */
export function figuresOf(
  sent: readonly Sent[],
  reception: Reception,
  finals: readonly Token[],
  seconds: number,
): Figures {
  let [displayed, whole, folded] = [NOTHING_SHOWN, NOTHING_SHOWN, NOTHING_SHOWN];
  let last: readonly Token[] = [];
  const finalTexts = displayedWords(finals).map(({ text }) => fold(text));
  const onScreen = { all: 0, wrong: 0 };
  const shown = displays(sent, reception);
  for (const [index, { at, tokens, complete }] of shown.entries()) {
    last = tokens;
    const during = ((shown[index + 1]?.at ?? at) - at) / 1000;
    // Only incomplete text counts: complete text is right.
    const before = reception === 'append' ? 0 : complete;
    const current = displayedWords(tokens).map(foldedWord).slice(before);
    onScreen.all += current.length * during;
    onScreen.wrong +=
      wrongWords(
        current.map(({ text }) => text),
        finalTexts.slice(before),
      ) * during;
    const words = displayedWords(tokens).map(({ text }) => text);
    displayed = noteShown(
      displayed,
      tokens.map(({ content }) => content),
      at,
    );
    whole = noteShown(whole, words, at);
    folded = noteShown(folded, words.map(fold), at);
  }
  const words = reception === 'latest' ? [] : displayedWords(last);
  const finalWords = displayedWords(finals).length;
  return {
    seconds,
    updates: sent.length,
    contradictions: sent.filter(({ contradicts }) => contradicts !== undefined).length,
    displayed: { erased: displayed.erased, final: finals.length },
    whole: { erased: whole.erased, final: finalWords },
    folded: { erased: folded.erased, final: finalWords },
    delays: wordDelays(whole, words, 0),
    foldedDelays: wordDelays(folded, words.map(foldedWord), 0),
    onScreen: reception === 'latest' ? { all: 0, wrong: 0 } : onScreen,
    wrong: wordErrors(spell(finals), spell(last)),
  };
}

/** Number of words in which a text differs from the beginning of another one. */
function wrongWords(text: readonly string[], other: readonly string[]): number {
  let errors = other.map((_word, index) => index).concat(other.length);
  for (const [row, word] of text.entries()) {
    const next = [row + 1];
    for (const [column, said] of other.entries()) {
      const changed = errors[column]! + (word === said ? 0 : 1);
      next.push(Math.min(changed, errors[column + 1]! + 1, next[column]! + 1));
    }
    errors = next;
  }
  return Math.min(...errors);
}

interface Displayed {
  at: number;
  tokens: readonly Token[];
  /** Number of leading words that no longer change. */
  complete: number;
}

/** The display after each message; of simultaneous messages only the last one is visible. */
function displays(sent: readonly Sent[], reception: Reception): Displayed[] {
  const all = displaysOfEach(sent, reception);
  return all.filter(({ at }, index) => all[index + 1]?.at !== at);
}

function displaysOfEach(sent: readonly Sent[], reception: Reception): Displayed[] {
  let complete: readonly Token[] = [];
  let latest: readonly Token[] = [];
  return sent.map(({ at, tokens, partial, contradicts }) => {
    const isReplaced = reception === 'latest' || (reception === 'correct' && contradicts !== undefined);
    if (!isReplaced && reception !== 'replace') complete = [...complete, ...latest];
    latest = tokens;
    const shown = [...complete, ...latest];
    const words = displayedWords(complete).length;
    if (reception === 'replace' && !partial) [complete, latest] = [shown, []];
    return { at, tokens: shown, complete: words };
  });
}

function foldedWord(word: DisplayedWord): DisplayedWord {
  return { ...word, text: fold(word.text) };
}

/** The figures of all recordings together. */
export function total(parts: readonly Figures[]): Figures {
  const sum = (value: (part: Figures) => number): number => parts.reduce((all, part) => all + value(part), 0);
  const erasure = (name: 'displayed' | 'whole' | 'folded'): Erasure => ({
    erased: sum((part) => part[name].erased),
    final: sum((part) => part[name].final),
  });
  return {
    seconds: sum(({ seconds }) => seconds),
    updates: sum(({ updates }) => updates),
    contradictions: sum(({ contradictions }) => contradictions),
    displayed: erasure('displayed'),
    whole: erasure('whole'),
    folded: erasure('folded'),
    delays: parts.flatMap(({ delays }) => delays),
    foldedDelays: parts.flatMap(({ foldedDelays }) => foldedDelays),
    onScreen: { all: sum(({ onScreen }) => onScreen.all), wrong: sum(({ onScreen }) => onScreen.wrong) },
    wrong: sum(({ wrong }) => wrong),
  };
}

/** Normalised erasure. */
export function ne({ erased, final }: Erasure): number {
  return erased / Math.max(1, final);
}
