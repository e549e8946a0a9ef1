/**
 * `npm run stability`: replays the committed traces through every mode of the partial filter and through other known
 * algorithms, prints tables in Markdown and writes a picture. `-- --tuning` takes the traces that were tuned on;
 * `-- --record` records all traces anew.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../dev/root';
import { checkPackages } from '../../nodes/lib/built-in/recogniser/packages';
import { ne } from './stability/figures';
import { scatterPlot } from './stability/plot';
import { recordTraces } from './stability/recorder';
import { commands, compare, details, overview, type Comparison } from './stability/report';
import { atPace } from './stability/slow-pace';
import { statistics } from './recognise/statistics';
import { readTraces, type Trace } from './stability/trace';

const PICTURE = join(ROOT, 'docs', 'stability.svg');

/** Milliseconds between partials, as slow recognisers tell them. */
const SLOW = 1000;

/** Modes that have no running text, or the same as another row. */
const NOT_IN_PICTURE = new Set(['append', 'command', 'utterances', 'document', 'finals']);

function report(traces: readonly Trace[], title: string): Comparison[] {
  const comparisons = compare(traces);
  const delays = [...new Set(traces.map(({ maxDelay }) => maxDelay))].sort((one, other) => one - other);
  console.log(`## ${title}\n`);
  console.log("These are the built-in recogniser's partials, not those of a Speechmatics appliance.\n");
  console.log(`${overview(comparisons)}\n`);
  for (const delay of delays) {
    const some = traces.filter(({ maxDelay }) => maxDelay === delay);
    console.log(`### \`max_delay\` ${delay} s\n\n${overview(compare(some))}\n`);
  }
  const slow = traces.map((trace) => atPace(trace, SLOW));
  console.log(`### With partials at least ${SLOW / 1000} s apart\n\n${overview(compare(slow))}\n`);
  const paces = [
    { pace: 'all', traces },
    { pace: `at least ${SLOW / 1000} s apart`, traces: slow },
  ];
  console.log(`### Commands\n\n${commands(paces)}\n`);
  console.log(`### Each trace\n\n${details(traces)}`);
  return comparisons;
}

function draw(comparisons: readonly Comparison[]): string {
  const points = comparisons.flatMap(({ algorithm: { name, origin }, figures }) => {
    const delays = statistics(figures.delays.map(({ final }) => final));
    if (!delays || NOT_IN_PICTURE.has(name)) return [];
    return [{ name, x: delays.mean, y: ne(figures.displayed), emphasis: origin === 'mode' }];
  });
  return scatterPlot(points, 'final delay FD, seconds, mean', 'normalised erasure NE');
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { record: { type: 'boolean' }, tuning: { type: 'boolean' } } });
  if (values.record) {
    checkPackages();
    await recordTraces((what) => console.error(what));
    return;
  }
  if (values.tuning) {
    report(readTraces('tuning'), 'Traces to tune on');
    return;
  }
  writeFileSync(PICTURE, draw(report(readTraces('reporting'), 'Traces to report on')));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
