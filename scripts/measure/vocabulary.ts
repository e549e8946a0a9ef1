/**
 * `npm run vocabulary`: the effect of `additional_vocab` on the built-in recogniser as Markdown tables: synthesized names and
 * commands, and real recordings without any of the names. One table is for the texts and voices by which the recogniser was
 * tuned, the other for those to report. Only every fourth text is used, which takes a quarter of an hour on an idle machine;
 * with `--every 1`, all of them.
 */
import { parseArgs } from 'node:util';
import type { EngineName } from '../../nodes/lib/built-in/recogniser/engine/inference-engine';
import { MoonshineRecogniser } from '../../nodes/lib/built-in/recogniser/moonshine-recogniser';
import type { Model } from './recognise/measure';
import { knownRecordings } from './recognise/recordings';
import { machine, missing } from './recognise/report';
import { materialOf } from './vocabulary/material';
import { measureVocabulary, results } from './vocabulary/measure';
import { installedVoices, REPORTING_VOICES, TUNING_VOICES } from './vocabulary/synthesizers';
import { REPORTING, TUNING } from './vocabulary/texts';

const HALVES = [
  { title: 'To choose figures by:', texts: TUNING, wanted: TUNING_VOICES },
  { title: 'To report:', texts: REPORTING, wanted: REPORTING_VOICES },
] as const;
/** Seconds that a decoding takes on the simulated clock. */
const DECODING = 0.15;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: 'tiny' },
      engine: { type: 'string', default: 'native' },
      every: { type: 'string', default: '4' },
    },
  });
  const sets = await knownRecordings();
  const recordings = sets.flatMap((set) => set.recordings);
  // On this clock all decodings take equally long, so that the result does not depend on the load of the machine.
  let clock = 0;
  const recogniser = new MoonshineRecogniser({
    engine: values.engine as EngineName,
    onFallback: console.error,
    now: () => (clock += DECODING * 1000),
  });
  const parts = [`${machine()}; ${values.model}, ${values.engine}; every ${values.every}`, ...missing(sets, true)];
  for (const [index, { title, texts, wanted }] of HALVES.entries()) {
    const { voices, lacking } = await installedVoices(wanted);
    // Every other recording, so that both halves have equally many of each kind.
    const real = recordings.filter((_, number) => number % HALVES.length === index);
    const material = await materialOf(texts, voices, real, Number(values.every));
    const rows = await measureVocabulary(recogniser, values.model as Model, material, console.error);
    parts.push(
      title,
      ...lacking.map(({ name, packages }) => `Voice not installed: ${name}: \`apt-get install ${packages}\``),
      results(rows),
    );
  }
  await recogniser.close();
  console.log(parts.join('\n\n'));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
