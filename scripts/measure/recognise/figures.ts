import { SAMPLE_RATE, type RecognisedWord } from '../../../nodes/lib/built-in/recogniser/recogniser';
import { normalisedWords, wordErrors } from '../../../dev/word-error-rate';
import type { WordTime } from './forced-alignment';
import type { Playback } from './playback';
import type { Recording } from './recordings';
import { matchWords, mistakes } from './word-alignment';

/** Figures of one recording, or of several; all times in seconds. */
export interface Figures {
  seconds: number;
  /** Number of words in the text. */
  words: number;
  errors: number;
  /** Differences between the transcript and the text. */
  mistakes: string[];
  /** Processor time. */
  busy: number;
  /** For each word: from its end to its first appearance, in a partial or a final. */
  partialDelays: number[];
  /** For each word: from its end until it was final. */
  finalDelays: number[];
  /** For each final: its number of words, and whether it ends with a mark. */
  finals: { length: number; closed: boolean }[];
  /** For each recognised word: deviation of its start, or end, from the reference. */
  startErrors: number[];
  endErrors: number[];
}

/** @param reference times of the words in the recording's text, if known */
export function figuresOf(recording: Recording, playback: Playback, reference?: readonly WordTime[]): Figures {
  const finals = playback.reports.flatMap(({ event }) => (event.type === 'final' ? event.words : []));
  const text = finals.map(({ content }) => content).join(' ');
  const words = normalisedWords(recording.text);
  return {
    seconds: recording.samples.length / SAMPLE_RATE,
    words: words.length,
    errors: wordErrors(recording.text, text),
    mistakes: mistakes(words, normalisedWords(text)),
    busy: playback.busy,
    finals: playback.reports.flatMap(({ event }) => (event.type === 'final' ? [shapeOf(event.words)] : [])),
    ...delays(playback),
    ...timeErrors(finals, reference ?? []),
  };
}

/** The figures of several recordings together. */
export function total(parts: readonly Figures[]): Figures {
  const sum = (pick: (figures: Figures) => number): number => parts.reduce((all, figures) => all + pick(figures), 0);
  return {
    seconds: sum(({ seconds }) => seconds),
    words: sum(({ words }) => words),
    errors: sum(({ errors }) => errors),
    mistakes: parts.flatMap((figures) => figures.mistakes),
    busy: sum(({ busy }) => busy),
    partialDelays: parts.flatMap(({ partialDelays }) => partialDelays),
    finalDelays: parts.flatMap(({ finalDelays }) => finalDelays),
    finals: parts.flatMap(({ finals }) => finals),
    startErrors: parts.flatMap(({ startErrors }) => startErrors),
    endErrors: parts.flatMap(({ endErrors }) => endErrors),
  };
}

function shapeOf(words: readonly RecognisedWord[]): Figures['finals'][number] {
  const length = words.filter(({ type }) => type === 'word').length;
  return { length, closed: words.at(-1)?.type === 'punctuation' };
}

function delays({ reports }: Playback): Pick<Figures, 'partialDelays' | 'finalDelays'> {
  const shown = reports.flatMap(({ event, at }) =>
    event.type === 'end_of_utterance' ? [] : event.words.map((word) => ({ word, at, final: event.type === 'final' })),
  );
  const finals = shown.filter(({ word, final }) => final && word.type === 'word');
  return {
    partialDelays: finals.map(({ word }) => shown.find((other) => isSame(other.word, word))!.at - word.endTime),
    finalDelays: finals.map(({ word, at }) => at - word.endTime),
  };
}

/** Whether a word of a partial is this word: the same letters, with overlapping times. */
function isSame(one: RecognisedWord, other: RecognisedWord): boolean {
  return (
    one.content.toLowerCase() === other.content.toLowerCase() &&
    one.startTime <= other.endTime &&
    other.startTime <= one.endTime
  );
}

function timeErrors(
  finals: readonly RecognisedWord[],
  reference: readonly WordTime[],
): Pick<Figures, 'startErrors' | 'endErrors'> {
  // A word like "cold-hearted" is two words of the text: it starts with the first, and ends with the last.
  const heard = finals.flatMap(({ content, startTime, endTime }) =>
    normalisedWords(content).map((word, index, { length }) => ({
      word,
      start: index === 0 ? startTime : undefined,
      end: index === length - 1 ? endTime : undefined,
    })),
  );
  const textOf = ({ word }: { word: string }): string => word;
  const pairs = matchWords(reference.map(textOf), heard.map(textOf)).map((match) => ({
    said: reference[match.reference]!,
    heard: heard[match.heard]!,
  }));
  return {
    startErrors: pairs.flatMap(({ said, heard: { start } }) =>
      start === undefined ? [] : Math.abs(start - said.start),
    ),
    endErrors: pairs.flatMap(({ said, heard: { end } }) => (end === undefined ? [] : Math.abs(end - said.end))),
  };
}
