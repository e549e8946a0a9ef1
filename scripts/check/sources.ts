/**
 * `npm run sources`: plays a recording to the transcribe node from every source that Node-RED has, and in every shape that
 * devices and flows give to audio, and prints what was recognised. Exit code 1 if the audio on the wire was not what
 * it should be, or if more than a tenth of the words were wrong.
 */
import { styleText } from 'node:util';
import { findProgram } from '../../dev/programs';
import { SourceBench, WORD_ERROR_LIMIT } from './sources/source-bench';

async function main(): Promise<boolean> {
  const bench = await SourceBench.start();
  let isFine = true;
  try {
    for (const source of bench.sources) {
      const title = `${source.name}: ${source.shape}`.padEnd(60);
      if (source.needs && !findProgram(source.needs)) {
        console.log(`${title} left out: ${source.needs} is not installed`);
        continue;
      }
      const { text, wordErrorRate, exact } = await bench.play(source);
      const passes = exact && wordErrorRate <= WORD_ERROR_LIMIT;
      isFine &&= passes;
      const bytes = source.wire || source.tracks ? 'same bytes' : 'bytes unseen';
      const verdict = `${exact ? bytes : 'OTHER BYTES'}, word errors ${(wordErrorRate * 100).toFixed(0)} %`;
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
