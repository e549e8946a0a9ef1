/**
 * `npm run vocabulary`: what `additional_vocab` does for the built-in recogniser, as a Markdown table: names and commands
 * that synthesizers speak, and real recordings in which none of the names is said. With `--tuning`, on the texts and voices
 * by which the recogniser's figures were chosen; with `--every 4`, on every fourth text only.
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

/** Seconds that a decoding takes by the recogniser's clock. */
const DECODING = 0.15;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: 'tiny' },
      engine: { type: 'string', default: 'native' },
      every: { type: 'string', default: '1' },
      tuning: { type: 'boolean', default: false },
    },
  });
  const [texts, wanted] = values.tuning ? [TUNING, TUNING_VOICES] : [REPORTING, REPORTING_VOICES];
  const { voices, lacking } = await installedVoices(wanted);
  const sets = await knownRecordings();
  // Every other recording: the two halves have as many of each kind.
  const real = sets.flatMap(({ recordings }) => recordings).filter((_, index) => index % 2 === (values.tuning ? 0 : 1));
  // By its clock each decoding takes as long as another: with the real one, what is heard depends on how busy the machine is.
  let clock = 0;
  const recogniser = new MoonshineRecogniser({
    engine: values.engine as EngineName,
    onFallback: console.error,
    now: () => (clock += DECODING * 1000),
  });
  const material = await materialOf(texts, voices, real, Number(values.every));
  const rows = await measureVocabulary(recogniser, values.model as Model, material, console.error);
  await recogniser.close();
  console.log(
    [
      `${machine()}; ${values.model}, ${values.engine}; ${values.tuning ? 'tuning' : 'reporting'} set`,
      ...lacking.map(({ name, packages }) => `Voice not installed: ${name}: \`apt-get install ${packages}\``),
      ...missing(sets, true),
      results(rows),
    ].join('\n\n'),
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
