import { cpus, release, type } from 'node:os';
import { total, type Figures } from './figures';
import type { Footprint } from './footprint';
import { alignerCommand } from './forced-alignment';
import type { MeasuredRecording, Model, ModelFigures } from './measure';
import type { RecordingSet } from './recordings';
import { statistics } from './statistics';

/** Seconds by which a word may be off to count as well placed. */
const CLOSE = 0.1;

/** Everything that was measured with a model. */
export interface ModelReport extends ModelFigures {
  model: Model;
  footprint: Footprint;
}

/** The machine that the figures are from, and the day. */
export function machine(): string {
  const processors = cpus();
  return [
    `${processors[0]?.model ?? 'unknown processor'}, ${processors.length} cores`,
    `Node.js ${process.version}`,
    `${type()} ${release()} ${process.arch}`,
    new Date().toISOString().slice(0, 10),
  ].join('; ');
}

/** What is not installed, one line for each. */
export function missing(sets: readonly RecordingSet[], hasReferences: boolean): string[] {
  return [
    ...sets.flatMap(({ title, install }) => (install ? [`Recordings not installed: ${title}: \`${install}\``] : [])),
    ...(hasReferences ? [] : [`No reference for times of words installed: \`${alignerCommand}\``]),
  ];
}

/** All models side by side. */
export function summary(models: readonly ModelReport[]): string {
  const row = (title: string, cell: (report: ModelReport, all: Ways) => string): string[] => [
    title,
    ...models.map((report) => cell(report, allOf(report))),
  ];
  const sets = (models[0]?.sets ?? []).map(({ title, rows }) => ({ title, ...sumOf(rows) }));
  return table(
    ['', ...models.map(({ model }) => model)],
    [
      ...sets.map(({ title, streaming: { words, seconds } }, index) =>
        row(`word error rate, ${title} (${words} words in ${seconds.toFixed(0)} s)`, (report) =>
          errorRate(sumOf(report.sets[index]!.rows).streaming),
        ),
      ),
      row('word error rate, all', (_, { streaming }) => errorRate(streaming)),
      row('real-time factor', (_, { streaming }) => perSecond(streaming.busy, streaming)),
      row('real-time factor without partials', (_, { withoutPartials }) =>
        perSecond(withoutPartials.busy, withoutPartials),
      ),
      row(
        'processor time for a second of speech',
        (_, { streaming }) => `${perSecond(streaming.processor, streaming)} s`,
      ),
      row('delay of partials: mean / p50 / p95 / longest', (_, { streaming }) => delay(streaming.partialDelays)),
      row('delay of finals: mean / p50 / p95 / longest', (_, { streaming }) => delay(streaming.finalDelays)),
      row('starts of words: median / p90 / within 100 ms', (_, { streaming }) => timeErrors(streaming.startErrors)),
      row('ends of words: median / p90 / within 100 ms', (_, { streaming }) => timeErrors(streaming.endErrors)),
      row(
        'memory: in use / at most',
        ({ footprint: { memory, peakMemory } }) => `${megabytes(memory)} / ${megabytes(peakMemory)} MB`,
      ),
      row('start of the first session', ({ footprint: { start } }) => `${start.toFixed(1)} s`),
    ],
  );
}

/** What other values of `max_delay` make of the error rate and the delay of finals. */
export function maxDelays(models: readonly ModelReport[]): string {
  return table(
    ['`max_delay`', ...models.flatMap(({ model }) => [`${model}: word error rate`, `${model}: delay of finals`])],
    (models[0]?.maxDelays ?? []).map(({ maxDelay }, index) => [
      `${maxDelay} s`,
      ...models.flatMap((report) => {
        const { figures } = report.maxDelays[index]!;
        return [errorRate(figures), delay(figures.finalDelays)];
      }),
    ]),
  );
}

/** Each recording by itself, the sets, and all together. */
export function details(report: ModelReport): string {
  const cells = (name: string, { streaming, withoutPartials }: Ways, wrong = ''): string[] => [
    name,
    streaming.seconds.toFixed(1),
    String(streaming.words),
    errorRate(streaming),
    perSecond(streaming.busy, streaming),
    perSecond(withoutPartials.busy, withoutPartials),
    delay(streaming.partialDelays),
    delay(streaming.finalDelays),
    timeErrors(streaming.startErrors),
    timeErrors(streaming.endErrors),
    wrong,
  ];
  return table(
    [
      'recording',
      's',
      'words',
      'errors',
      'RTF',
      'RTF, no partials',
      'partials',
      'finals',
      'starts',
      'ends',
      'mistakes',
    ],
    [
      ...report.sets.flatMap(({ title, rows }) => [
        ...rows.map((row) => cells(row.name, row, row.streaming.mistakes.join(', '))),
        cells(`**${title}**`, sumOf(rows)),
      ]),
      cells('**all**', allOf(report)),
    ],
  );
}

/** The same recordings, recognised in both ways. */
type Ways = Pick<MeasuredRecording, 'streaming' | 'withoutPartials'>;

function allOf({ sets }: ModelFigures): Ways {
  return sumOf(sets.flatMap(({ rows }) => rows));
}

function sumOf(rows: readonly Ways[]): Ways {
  return {
    streaming: total(rows.map(({ streaming }) => streaming)),
    withoutPartials: total(rows.map(({ withoutPartials }) => withoutPartials)),
  };
}

function errorRate({ errors, words }: Figures): string {
  return percent(errors / words);
}

function perSecond(value: number, { seconds }: Figures): string {
  return (value / seconds).toFixed(2);
}

/** Mean / p50 / p95 / longest. */
function delay(delays: readonly number[]): string {
  const found = statistics(delays);
  if (!found) return '–';
  return `${[found.mean, found.p50, found.p95, found.longest].map((value) => value.toFixed(1)).join(' / ')} s`;
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
