/**
 * `npm run recognise`: accuracy, speed and latency of the built-in recogniser as Markdown tables. Further recordings are read
 * from the named folders: `npm run recognise -- --model tiny --engine native my-recordings`. `--every 4` plays only every fourth
 * recording. `--only-alone` plays only isolated words, digits and commands, and compares that with decoding each recording as a
 * whole; with `--tuning` those by which the recogniser's parameters were chosen.
 */
import { parseArgs } from 'node:util';
import type { EngineName } from '../../nodes/lib/built-in/recogniser/engine/inference-engine';
import { checkPackages } from '../../nodes/lib/built-in/recogniser/packages';
import { MoonshineRecogniser } from '../../nodes/lib/built-in/recogniser/moonshine-recogniser';
import { measureFootprint } from './recognise/footprint';
import { alignRecordings, measure, OTHER_MAX_DELAYS, sessionSettings, type Model } from './recognise/measure';
import { processorTime } from './recognise/playback';
import { everyNth, knownRecordings, recordingsIn } from './recognise/recordings';
import {
  details,
  machine,
  maxDelays,
  missing,
  nameOf,
  saidAloneTable,
  summary,
  type ModelReport,
  type SaidAloneReport,
} from './recognise/report';
import { saidAlone, type Purpose } from './recognise/said-alone';
import { compareWithWhole } from './recognise/whole';

const MODELS: readonly Model[] = ['tiny', 'base'];

const ENGINES: readonly EngineName[] = ['native', 'wasm'];

interface Options {
  models: readonly Model[];
  engines: readonly EngineName[];
  every: number;
  onlyAlone: boolean;
  purpose: Purpose;
  folders: string[];
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    options: {
      model: { type: 'string' },
      engine: { type: 'string' },
      every: { type: 'string', default: '1' },
      'only-alone': { type: 'boolean', default: false },
      tuning: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const models = MODELS.filter((model) => values.model === undefined || values.model === model);
  if (models.length === 0) throw new Error(`--model must be ${MODELS.join(' or ')}, not "${values.model}".`);
  const engines = ENGINES.filter((engine) => values.engine === undefined || values.engine === engine);
  if (engines.length === 0) throw new Error(`--engine must be ${ENGINES.join(' or ')}, not "${values.engine}".`);
  const every = Number(values.every);
  if (!Number.isInteger(every) || every < 1)
    throw new Error(`--every must be a number from 1 on, not "${values.every}".`);
  const purpose = values.tuning ? 'tuning' : 'reporting';
  return { models, engines, every, onlyAlone: values['only-alone'], purpose, folders: positionals };
}

/** Seconds that a decoding takes on the simulated clock of isolated words. */
const DECODING = 0.1;

/** Written to stderr, so that the report can be redirected to a file. */
function progress(what: string): void {
  console.error(what);
}

async function measureAll({ models, every, folders }: Options, engines: readonly EngineName[]): Promise<string[]> {
  const all = [...(await knownRecordings()), ...(await Promise.all(folders.map(recordingsIn)))];
  const sets = everyNth(all, every);
  const references = await alignRecordings(sets);
  const found = sets.filter(({ recordings }) => recordings.length > 0);
  const reports: ModelReport[] = [];
  for (const model of models) {
    for (const engine of engines) {
      const footprint = await measureFootprint(sessionSettings(model), engine);
      const recogniser = new MoonshineRecogniser({ engine, onFallback: progress, now: processorTime });
      progress(`${model} on the ${engine} engine`);
      // The words are the same with both engines.
      const delays = engine === engines[0] ? OTHER_MAX_DELAYS : [];
      const figures = await measure(recogniser, model, found, references ?? new Map(), delays, progress);
      await recogniser.close();
      reports.push({ model, engine, footprint, ...figures });
    }
  }
  return [
    ...missing(sets, references !== undefined),
    summary(reports),
    maxDelays(reports),
    ...reports.map((report) => `Each recording with ${nameOf(report)}:\n\n${details(report)}`),
  ];
}

async function measureAlone({ models, every, purpose }: Options, engine: EngineName): Promise<string[]> {
  const sets = everyNth(await saidAlone(purpose), every).filter(({ recordings }) => recordings.length > 0);
  const reports: SaidAloneReport[] = [];
  for (const model of models) {
    // On this clock all decodings take equally long, so that the result does not depend on the load of the machine.
    let clock = 0;
    const now = (): number => (clock += DECODING * 1000);
    const recogniser = new MoonshineRecogniser({ engine, onFallback: progress, now });
    reports.push({ model, engine, comparisons: await compareWithWhole(recogniser, model, engine, sets, progress) });
    await recogniser.close();
  }
  return [...missing(sets, true), saidAloneTable(reports)];
}

async function main(): Promise<void> {
  const options = readOptions();
  const installed = checkPackages().engines;
  const engines = options.engines.filter((engine) => installed[engine] !== undefined);
  const tables = options.onlyAlone ? [] : await measureAll(options, engines);
  console.log([machine(), ...tables, ...(await measureAlone(options, engines[0]!))].join('\n\n'));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
