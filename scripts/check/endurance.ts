/**
 * `npm run endurance -- --hours 1`: sends a recording of that length from the audio source through transcribe, in a real
 * Node-RED, in real time; with `--fast` as fast as possible. Every sample that arrives is compared, and memory is printed each
 * minute. Exit code 1 if a sample is missing or wrong, if a final is missing, or if memory grew.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NodeRed } from '../../dev/node-red';
import { joinRecordings, recordings } from '../../dev/recordings';
import { temporaryFolder } from '../../dev/temporary-folder';
import { SpeechServer } from '../measure/bench/speech-server';
import { enduranceFlow, hasEnded, playFrom } from './endurance/flow';
import { SampleCount } from './endurance/sample-count';
import { writeLongRecording } from './endurance/long-recording';

/** Milliseconds between two measurements of memory. */
const INTERVAL = { real: 60_000, fast: 10_000 };
/** Permitted growth of memory from the second third to the last one. */
const GROWTH_LIMIT = 1.1;

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: { hours: { type: 'string', default: '1' }, fast: { type: 'boolean', default: false } },
  });
  const hours = Number(values.hours);
  if (!(hours > 0)) throw new Error('--hours must be a number above 0.');
  const pace = values.fast ? 'fast' : 'real';
  const folder = temporaryFolder();
  const path = join(folder.path, 'recording.wav');
  const loop = pcmOf(joinRecordings(recordings, 0.5).samples);
  const samples = await writeLongRecording(path, loop, hours * 3600);
  const counted = new SampleCount(loop);
  const server = new SpeechServer();
  server.onAudio = (data) => counted.push(data);
  const nodeRed = await NodeRed.startFromSources(folder.path, enduranceFlow(path, pace, await server.listen()));
  const began = performance.now();
  const held: number[] = [];
  const look = async (): Promise<void> => {
    const memory = await nodeRed.memory();
    held.push(memory.held);
    const [wall, played] = [(performance.now() - began) / 1000, counted.samples / 16_000];
    console.log(
      `${wall.toFixed(0).padStart(5)} s: ${played.toFixed(1).padStart(8)} s of audio, held ${megabytes(memory.held)}, resident ${megabytes(memory.resident)}`,
    );
  };
  try {
    const over = hasEnded(nodeRed);
    await playFrom(nodeRed);
    while (!(await within(INTERVAL[pace], over))) await look();
    await look();
    const { seconds, finals, troubles } = await over;
    const expected = Math.floor((samples - 1e-6) / 32_000);
    console.log(`${hours} h in ${((performance.now() - began) / 1000).toFixed(0)} s; the source told ${seconds} s`);
    console.log(`samples: ${samples} in the file, ${counted.samples} arrived, ${counted.others} of them others`);
    console.log(`finals: ${finals} of at least ${expected}; events of trouble: ${troubles}`);
    const growth = growthOf(held);
    console.log(`memory held: the last third ${growth.toFixed(2)} x the second`);
    const isWhole = counted.samples === samples && counted.others === 0 && finals >= expected && troubles === 0;
    return isWhole && growth <= GROWTH_LIMIT;
  } finally {
    await nodeRed.stop();
    folder.remove();
  }
}

function pcmOf(samples: Float32Array): Buffer {
  const pcm = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, index) => pcm.writeInt16LE(Math.round(sample * 32768), index * 2));
  return pcm;
}

async function within(milliseconds: number, over: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  const isOver = await Promise.race([over.then(() => true), late]);
  clearTimeout(timer);
  return isOver;
}

function growthOf(held: readonly number[]): number {
  const third = Math.max(1, Math.floor(held.length / 3));
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  return mean(held.slice(-third)) / mean(held.slice(-2 * third, -third).concat(held.length < 2 ? held : []));
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

main().then(
  (isFine) => process.exit(isFine ? 0 : 1),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
