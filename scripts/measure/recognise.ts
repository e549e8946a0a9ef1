/**
 * `npm run recognise`: how well the built-in recogniser hears, how fast and how soon, as Markdown tables. Further
 * recordings are taken from the folders that are named: `npm run recognise -- --model tiny --engine native my-recordings`.
 * `--every 4` plays every fourth recording, where time is short.
 */
import { parseArgs } from 'node:util';
import type { EngineName } from '../../nodes/lib/built-in/recogniser/engine/inference-engine';
import { checkPackages } from '../../nodes/lib/built-in/recogniser/packages';
import { MoonshineRecogniser } from '../../nodes/lib/built-in/recogniser/moonshine-recogniser';
import { measureFootprint } from './recognise/footprint';
import { alignRecordings, measure, OTHER_MAX_DELAYS, sessionSettings, type Model } from './recognise/measure';
import { processorTime } from './recognise/playback';
import { everyNth, knownRecordings, recordingsIn } from './recognise/recordings';
import { details, machine, maxDelays, missing, nameOf, summary, type ModelReport } from './recognise/report';

const MODELS: readonly Model[] = ['tiny', 'base'];

const ENGINES: readonly EngineName[] = ['native', 'wasm'];

interface Options {
  models: readonly Model[];
  engines: readonly EngineName[];
  every: number;
  folders: string[];
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    options: { model: { type: 'string' }, engine: { type: 'string' }, every: { type: 'string', default: '1' } },
    allowPositionals: true,
  });
  const models = MODELS.filter((model) => values.model === undefined || values.model === model);
  if (models.length === 0) throw new Error(`--model must be ${MODELS.join(' or ')}, not "${values.model}".`);
  const engines = ENGINES.filter((engine) => values.engine === undefined || values.engine === engine);
  if (engines.length === 0) throw new Error(`--engine must be ${ENGINES.join(' or ')}, not "${values.engine}".`);
  const every = Number(values.every);
  if (!Number.isInteger(every) || every < 1)
    throw new Error(`--every must be a number from 1 on, not "${values.every}".`);
  return { models, engines, every, folders: positionals };
}

/** On the other output, so that the report can be piped into a file. */
function progress(what: string): void {
  console.error(what);
}

async function main(): Promise<void> {
  const { models, engines: wanted, every, folders } = readOptions();
  const installed = checkPackages().engines;
  const engines = wanted.filter((engine) => installed[engine] !== undefined);
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
  console.log(
    [
      machine(),
      ...missing(sets, references !== undefined),
      summary(reports),
      maxDelays(reports),
      ...reports.map((report) => `Each recording with ${nameOf(report)}:\n\n${details(report)}`),
    ].join('\n\n'),
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
