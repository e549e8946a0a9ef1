/**
 * `npm run sources`: plays a recording to the transcribe node from all sources of Node-RED, in all formats of devices and
 * flows, and through the audio source from files, servers, senders and a microphone; prints the transcripts. `--only WORD`:
 * those with this word in their line. Exit code 1 if the audio on the wire was not as expected, or if more than a tenth of the
 * words were wrong.
 */
import { parseArgs, styleText } from 'node:util';
import { findProgram } from '../../dev/programs';
import { SourceBench, WORD_ERROR_LIMIT } from './sources/source-bench';

async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
  const bench = await SourceBench.start();
  let isFine = true;
  try {
    for (const source of bench.sources) {
      const title = `${source.name}: ${source.shape}`.padEnd(64);
      if (!title.includes(values.only)) continue;
      const missing = source.needs?.filter((program) => !findProgram(program)) ?? [];
      if (missing.length > 0) {
        console.log(`${title} left out: ${missing.join(', ')} not installed`);
        continue;
      }
      const { text, wordErrorRate, exact } = await bench.play(source);
      const passes = exact !== false && wordErrorRate <= WORD_ERROR_LIMIT;
      isFine &&= passes;
      const bytes = { true: 'same bytes', false: 'OTHER BYTES', undefined: 'bytes unseen' }[`${exact}`];
      const verdict = `${bytes}, word errors ${(wordErrorRate * 100).toFixed(0)} %`;
      console.log(`${title} ${styleText(passes ? 'green' : 'red', verdict)}  ${text}`);
    }
  } finally {
    await bench.close();
  }
  return isFine;
}

main().then(
  (isFine) => process.exit(isFine ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
