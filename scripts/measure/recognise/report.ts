import { cpus, release, type } from 'node:os';
import type { EngineName } from '../../../nodes/lib/built-in/recogniser/engine/inference-engine';
import { total, type Figures } from './figures';
import type { Footprint } from './footprint';
import { alignerCommand } from './forced-alignment';
import { ANSWER_SILENCE } from './answer';
import type { MeasuredRecording, Model, ModelFigures } from './measure';
import type { RecordingSet } from './recordings';
import type { Comparison } from './whole';
import { statistics } from './statistics';

/** Tolerance of word times, seconds. */
const CLOSE = 0.1;

/** All figures of a model. */
export interface ModelReport extends ModelFigures {
  model: Model;
  engine?: EngineName;
  footprint: Footprint;
}

/** Figures of a model for isolated words and commands. */
export interface SaidAloneReport extends Pick<ModelReport, 'model' | 'engine'> {
  comparisons: Comparison[];
}

/** The model, and the engine if it is known. */
export function nameOf({ model, engine }: Pick<ModelReport, 'model' | 'engine'>): string {
  return engine === undefined ? model : `${model}, ${engine}`;
}

/** The machine and date of the figures. */
export function machine(): string {
  const processors = cpus();
  return [
    `${processors[0]?.model ?? 'unknown processor'}, ${processors.length} cores`,
    `Node.js ${process.version}`,
    `${type()} ${release()} ${process.arch}`,
    new Date().toISOString().slice(0, 10),
  ].join('; ');
}

/** Missing packages, one line each. */
export function missing(sets: readonly RecordingSet[], hasReferences: boolean): string[] {
  return [
    ...sets.flatMap(({ title, install }) => (install ? [`Recordings not installed: ${title}: \`${install}\``] : [])),
    ...(hasReferences ? [] : [`No reference for times of words installed: \`${alignerCommand}\``]),
  ];
}

/** Permitted permanent load of recognition, share of a core. */
const FULL_LOAD = 0.8;

/** All models side by side. */
export function summary(models: readonly ModelReport[]): string {
  const row = (title: string, cell: (report: ModelReport, figures: Figures) => string): string[] => [
    title,
    ...models.map((report) => cell(report, allOf(report).figures)),
  ];
  const sets = (models[0]?.sets ?? []).map(({ title, rows }) => ({ title, ...sumOf(rows).figures }));
  return table(
    ['', ...models.map(nameOf)],
    [
      ...sets.map(({ title, words, seconds }, index) =>
        row(`word error rate, ${title} (${words} words in ${seconds.toFixed(0)} s)`, (report) =>
          errorRate(sumOf(report.sets[index]!.rows).figures),
        ),
      ),
      row('word error rate, all', (_, figures) => errorRate(figures)),
      row('real-time factor', (_, { busy, seconds }) => (busy / seconds).toFixed(2)),
      row('streams that one core keeps up with', (_, { busy, seconds }) =>
        String(Math.floor((FULL_LOAD * seconds) / busy)),
      ),
      row(`answer with ${ANSWER_SILENCE} s of silence: mean / p50 / p95 / longest`, (report) =>
        delay(allOf(report).answers, 2),
      ),
      row('delay of partials: mean / p50 / p95 / longest', (_, { partialDelays }) => delay(partialDelays)),
      row('delay of finals: mean / p50 / p95 / longest', (_, { finalDelays }) => delay(finalDelays)),
      row('starts of words: median / p90 / within 100 ms', (_, { startErrors }) => timeErrors(startErrors)),
      row('ends of words: median / p90 / within 100 ms', (_, { endErrors }) => timeErrors(endErrors)),
      row(
        'memory: in use / at most',
        ({ footprint: { memory, peakMemory } }) => `${megabytes(memory)} / ${megabytes(peakMemory)} MB`,
      ),
      row('start of the first session', ({ footprint: { start } }) => `${start.toFixed(1)} s`),
    ],
  );
}

/** Isolated words, digits and commands: streamed, and each recording decoded as a whole. */
export function saidAloneTable(reports: readonly SaidAloneReport[]): string {
  return table(
    ['said alone, with pauses', ...reports.flatMap((report) => [nameOf(report), `${nameOf(report)}: decoded whole`])],
    [
      ...(reports[0]?.comparisons ?? []).map(({ title, words }, index) => [
        `word error rate, ${title} (${words} words)`,
        ...reports.flatMap(({ comparisons }) => {
          const { streamed, whole } = comparisons[index]!;
          return [percent(streamed / words), percent(whole / words)];
        }),
      ]),
      [
        'finals that a mark begins',
        ...reports.flatMap(({ comparisons }) => [
          String(comparisons.reduce((sum, { leadingMarks }) => sum + leadingMarks, 0)),
          '–',
        ]),
      ],
    ],
  );
}

const COLUMNS = ['word error rate', 'delay of finals', 'words of a final, share that ends a clause'];

/** Effect of `max_delay` on the error rate, and on delay and length of finals. */
export function maxDelays(reports: readonly ModelReport[]): string {
  const models = reports.filter((report) => report.maxDelays.length > 1);
  return table(
    ['`max_delay`', ...models.flatMap((report) => COLUMNS.map((column) => `${nameOf(report)}: ${column}`))],
    (models[0]?.maxDelays ?? []).map(({ maxDelay }, index) => [
      `${maxDelay} s`,
      ...models.flatMap((report) => {
        const { figures } = report.maxDelays[index]!;
        return [errorRate(figures), delay(figures.finalDelays), shape(figures)];
      }),
    ]),
  );
}

/** Figures of each recording, each set, and all together. */
export function details(report: ModelReport): string {
  const cells = (name: string, { figures, answers }: Sum, wrong = ''): string[] => [
    name,
    figures.seconds.toFixed(1),
    String(figures.words),
    errorRate(figures),
    (figures.busy / figures.seconds).toFixed(2),
    delay(answers, 2),
    delay(figures.partialDelays),
    delay(figures.finalDelays),
    timeErrors(figures.startErrors),
    timeErrors(figures.endErrors),
    wrong,
  ];
  return table(
    ['recording', 's', 'words', 'errors', 'RTF', 'answer', 'partials', 'finals', 'starts', 'ends', 'mistakes'],
    [
      ...report.sets.flatMap(({ title, rows }) => [
        ...rows.map((row) => cells(row.name, sumOf([row]), row.figures.mistakes.join(', '))),
        cells(`**${title}**`, sumOf(rows)),
      ]),
      cells('**all**', allOf(report)),
    ],
  );
}

/** Several recordings together. */
interface Sum {
  figures: Figures;
  answers: number[];
}

function allOf({ sets }: ModelFigures): Sum {
  return sumOf(sets.flatMap(({ rows }) => rows));
}

function sumOf(rows: readonly MeasuredRecording[]): Sum {
  return {
    figures: total(rows.map(({ figures }) => figures)),
    answers: rows.flatMap(({ answer }) => answer ?? []),
  };
}

function errorRate({ errors, words }: Figures): string {
  return percent(errors / words);
}

/** Mean / p50 / p95 / longest. */
function delay(delays: readonly number[], digits = 1): string {
  const found = statistics(delays);
  if (!found) return '–';
  return `${[found.mean, found.p50, found.p95, found.longest].map((value) => value.toFixed(digits)).join(' / ')} s`;
}

/** Mean number of words, and share of those that end with a mark. */
function shape({ finals }: Figures): string {
  if (finals.length === 0) return '–';
  const words = finals.reduce((sum, { length }) => sum + length, 0) / finals.length;
  return `${words.toFixed(1)}, ${percent(finals.filter(({ closed }) => closed).length / finals.length)}`;
}

/** Median / p90 / share within 100 ms. */
function timeErrors(errors: readonly number[]): string {
  const found = statistics(errors);
  if (!found) return '–';
  const close = errors.filter((error) => error <= CLOSE).length / errors.length;
  return `${milliseconds(found.p50)} / ${milliseconds(found.p90)} ms / ${percent(close)}`;
}

function milliseconds(seconds: number): string {
  return (seconds * 1000).toFixed(0);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** A Markdown table whose columns are as wide as their widest cell. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(3, ...[heading, ...rows.map((row) => row[column]!)].map(({ length }) => length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
