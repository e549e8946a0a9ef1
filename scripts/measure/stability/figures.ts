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
 * What a receiver does with a message. `replace`: it stands in place of the one before, unless that was complete;
 * `append`: behind it; `correct`: behind it, unless it contradicts it; `latest`: there is nothing but the latest one.
 */
export type Reception = 'replace' | 'append' | 'correct' | 'latest';

/** What was taken back, and what the finals are. */
interface Erasure {
  erased: number;
  final: number;
}

/** What was displayed while a recording was spoken; sums, so that those of several recordings can be added. */
export interface Figures {
  seconds: number;
  updates: number;
  /** Messages that contradict the one before. */
  contradictions: number;
  /** Words and marks, as they were displayed; a mark behind the last word takes nothing back. */
  displayed: Erasure;
  /** The same with marks as a part of their word, as texts are that are only split at white space. */
  whole: Erasure;
  /** Words without case and marks. */
  folded: Erasure;
  /** Of words as they were displayed, and without case and marks; none where the text is never whole. */
  delays: WordDelay[];
  foldedDelays: WordDelay[];
  /** Words that stood on the screen, each for as long as it did, word seconds; and how many of them were wrong. */
  onScreen: { all: number; wrong: number };
  /** Words by which the last text differs from the finals. */
  wrong: number;
}

/**
 * The figures of what was sent while a recording was spoken.
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
    // What is complete is right, and says nothing of the words that come and go.
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

/** Words by which a text differs from the beginning of another one. */
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
  /** Words at the beginning that nothing will change any more. */
  complete: number;
}

/** All that is displayed after each message; of messages that come at once, nobody sees but the last. */
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
