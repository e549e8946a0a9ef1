import { table } from '../recognise/report';
import { statistics } from '../recognise/statistics';
import { algorithmNamed, algorithms, measure, type Algorithm } from './algorithms';
import { ne, total, type Figures } from './figures';
import type { Trace } from './trace';

/** The algorithms in the details. */
const IN_DETAIL = ['live (committed + tail)', 'LocalAgreement-2', 'calm'];

/** The figures of an algorithm for some traces. */
export interface Comparison {
  algorithm: Algorithm;
  figures: Figures;
}

/** Replays the traces through every algorithm. */
export function compare(traces: readonly Trace[]): Comparison[] {
  return algorithms.map((algorithm) => ({
    algorithm,
    figures: total(traces.map((trace) => measure(algorithm, trace))),
  }));
}

/** The table of all algorithms, with modes of the partial filter in bold. */
export function overview(comparisons: readonly Comparison[]): string {
  return table(
    [
      '',
      'NE',
      'NE whole',
      'NE folded',
      'FO mean',
      'FO p90',
      'FD mean',
      'FD p90',
      'FD folded',
      'p90',
      'updates/s',
      'wrong words',
      'on screen',
    ],
    comparisons.map(({ algorithm: { name, origin, reception }, figures }) => {
      const delays = statistics(figures.delays.map(({ final }) => final));
      const folded = statistics(figures.foldedDelays.map(({ final }) => final));
      const first = statistics(figures.foldedDelays.map((delay) => delay.first));
      return [
        origin === 'mode' ? `**${name}**` : name,
        ne(figures.displayed).toFixed(2),
        ne(figures.whole).toFixed(2),
        ne(figures.folded).toFixed(2),
        seconds(first?.mean),
        seconds(first?.p90),
        seconds(delays?.mean),
        seconds(delays?.p90),
        seconds(folded?.mean),
        seconds(folded?.p90),
        (figures.updates / figures.seconds).toFixed(1),
        reception === 'latest' ? '–' : percent(figures.wrong / figures.folded.final),
        figures.onScreen.all === 0 ? '–' : percent(figures.onScreen.wrong / figures.onScreen.all),
      ];
    }),
  );
}

/** The table of commands: number, contradicted by later ones, and delay of the others. */
export function commands(rows: readonly { pace: string; traces: readonly Trace[] }[]): string {
  return table(
    ['partials', 'commands', 'contradicted', 'after the last word', 'p90'],
    rows.map(({ pace, traces }) => {
      const figures = total(traces.map((trace) => measure(algorithmNamed('command'), trace)));
      const sent = figures.updates - figures.contradictions;
      const delays = statistics(traces.flatMap((trace) => commandDelays(trace)));
      return [
        pace,
        String(sent),
        `${figures.contradictions} (${percent(figures.contradictions / sent)})`,
        seconds(delays?.mean),
        seconds(delays?.p90),
      ];
    }),
  );
}

/** Seconds from the end of a command's last word to the command, for commands that are not contradicted. */
export function commandDelays(trace: Trace): number[] {
  const sent = algorithmNamed('command').run(trace);
  return sent.flatMap(({ at, tokens, contradicts }, index) => {
    const end = tokens.findLast(({ kind }) => kind !== 'mark')?.end;
    const isRight = contradicts === undefined && sent[index + 1]?.contradicts === undefined;
    return isRight && end !== undefined ? [at / 1000 - end] : [];
  });
}

/** Figures of every trace: NE, mean and p90 of FD. */
export function details(traces: readonly Trace[]): string {
  const shown = IN_DETAIL.map(algorithmNamed);
  return table(
    ['recording', '`max_delay`', ...shown.map(({ name }) => `${name}: NE, FD, p90`)],
    traces.map((trace) => [
      trace.recording,
      String(trace.maxDelay),
      ...shown.map((algorithm) => {
        const figures = measure(algorithm, trace);
        const delays = statistics(figures.delays.map(({ final }) => final));
        return `${ne(figures.displayed).toFixed(2)}, ${seconds(delays?.mean)}, ${seconds(delays?.p90)}`;
      }),
    ]),
  );
}

function seconds(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(2);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
