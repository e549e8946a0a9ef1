import { normalisedWords, wordErrors } from '../../../dev/word-error-rate';
import type { Recogniser, RecognitionSettings } from '../../../nodes/lib/built-in/recogniser/recogniser';
import type { Model } from '../recognise/measure';
import { play } from '../recognise/playback';
import { table } from '../recognise/report';
import type { Planted } from './material';

/** Share of hits below which free recognition counts as failing on a name. */
const HARD = 0.3;

/** The result of one recording, with or without dictionary. */
interface Heard {
  isRight: boolean;
  errors: number;
  busy: number;
}

/** Both results of one recording. */
export interface Compared extends Pick<Planted, 'kind' | 'planted'> {
  words: number;
  free: Heard;
  biased: Heard;
}

/** Recognises everything without a vocabulary and with it, each in its own session. */
export async function measureVocabulary(
  recogniser: Recogniser,
  model: Model,
  material: readonly Planted[],
  progress: (what: string) => void,
): Promise<Compared[]> {
  const settings: RecognitionSettings = { model, partials: true, maxDelay: 2, endOfUtteranceSilence: 0.5 };
  const compared: Compared[] = [];
  for (const recording of material) {
    const { kind, planted, text, vocabulary, samples, name } = recording;
    const hear = async (changes: Partial<RecognitionSettings>): Promise<Heard> => {
      const { reports, busy } = await play(recogniser, { ...settings, ...changes }, samples);
      const heard = reports
        .flatMap(({ event }) => (event.type === 'final' ? event.words : []))
        .map(({ content }) => content)
        .join(' ');
      const errors = wordErrors(text, heard);
      if (errors > 0) progress(`${changes.vocabulary ? 'with vocabulary' : 'free'}, ${name}: ${heard}`);
      return { isRight: planted === undefined ? errors === 0 : contains(heard, planted), errors, busy };
    };
    const free = await hear({});
    compared.push({ kind, planted, words: normalisedWords(text).length, free, biased: await hear({ vocabulary }) });
  }
  return compared;
}

/** The table of all kinds, and of the names on which free recognition fails. */
export function results(compared: readonly Compared[]): string {
  const kinds = [...new Set(compared.map(({ kind }) => kind))];
  const rows = kinds.map((kind): [string, Compared[]] => [kind, compared.filter((row) => row.kind === kind)]);
  const names = compared.filter(({ kind }) => kind === 'names');
  const hard = names.filter(({ planted }) => share(names.filter((row) => row.planted === planted)) < HARD);
  rows.splice(1, 0, [`names that are heard in less than ${HARD * 100} % without`, hard]);
  return table(
    ['', 'recordings', 'right', 'right with vocabulary', 'word errors', 'with vocabulary', 'work with vocabulary'],
    rows.filter(([, found]) => found.length > 0).map(([title, found]) => cells(title, found)),
  );
}

function cells(title: string, rows: readonly Compared[]): string[] {
  const sum = (value: (row: Compared) => number): number => rows.reduce((total, row) => total + value(row), 0);
  const words = sum((row) => row.words);
  const errors = (count: number): string => (words === 0 ? `${count} words` : percent(count / words));
  const isText = !rows[0]!.kind.startsWith('real recordings');
  return [
    title,
    String(rows.length),
    isText ? percent(share(rows)) : '',
    isText ? percent(sum((row) => Number(row.biased.isRight)) / rows.length) : '',
    errors(sum((row) => row.free.errors)),
    errors(sum((row) => row.biased.errors)),
    `${(100 * (sum((row) => row.biased.busy) / sum((row) => row.free.busy) - 1)).toFixed(0)} % more`,
  ];
}

function share(rows: readonly Compared[]): number {
  return rows.filter(({ free }) => free.isRight).length / rows.length;
}

function contains(heard: string, name: string): boolean {
  const words = (text: string): string => ` ${normalisedWords(text).join(' ')} `;
  return words(heard).includes(words(name));
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
