/**
 * `npm run recognise`: how well the built-in recogniser hears, how fast and how soon, as Markdown tables. Further
 * recordings are taken from the folders that are named: `npm run recognise -- --model tiny my-recordings`.
 */
import { parseArgs } from 'node:util';
import { checkPackages } from '../../nodes/lib/built-in/recogniser/packages';
import { WorkerRecogniser } from '../../nodes/lib/built-in/process/worker-recogniser';
import { measureFootprint } from './recognise/footprint';
import { alignRecordings, measure, sessionSettings, type Model } from './recognise/measure';
import { knownRecordings, recordingsIn } from './recognise/recordings';
import { details, machine, maxDelays, missing, summary, type ModelReport } from './recognise/report';

const MODELS: readonly Model[] = ['tiny', 'base'];

function readOptions(): { models: readonly Model[]; folders: string[] } {
  const { values, positionals } = parseArgs({ options: { model: { type: 'string' } }, allowPositionals: true });
  const models = MODELS.filter((model) => values.model === undefined || values.model === model);
  if (models.length === 0) throw new Error(`--model must be ${MODELS.join(' or ')}, not "${values.model}".`);
  return { models, folders: positionals };
}

/** On the other output, so that the report can be piped into a file. */
function progress(what: string): void {
  console.error(what);
}

async function main(): Promise<void> {
  const { models, folders } = readOptions();
  checkPackages();
  const sets = [...(await knownRecordings()), ...(await Promise.all(folders.map(recordingsIn)))];
  const references = await alignRecordings(sets);
  const installed = sets.filter(({ recordings }) => recordings.length > 0);
  const reports: ModelReport[] = [];
  for (const model of models) {
    const footprint = await measureFootprint(sessionSettings(model));
    const recogniser = new WorkerRecogniser();
    const figures = await measure(recogniser, model, installed, references ?? new Map(), progress);
    await recogniser.close();
    reports.push({ model, footprint, ...figures });
  }
  console.log(
    [
      machine(),
      ...missing(sets, references !== undefined),
      summary(reports),
      maxDelays(reports),
      ...reports.map((report) => `Each recording with the ${report.model} model:\n\n${details(report)}`),
    ].join('\n\n'),
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
