/** Entry of a process that runs one model and one session, and reports its resources to its parent. */
import type { EngineName } from '../../../nodes/lib/built-in/recogniser/engine/inference-engine';
import type { RecognitionSettings } from '../../../nodes/lib/built-in/recogniser/recogniser';
import { WorkerRecogniser } from '../../../nodes/lib/built-in/process/worker-recogniser';
import { readSamples, recordings } from '../../../dev/recordings';
import type { Footprint } from './footprint';
import { play } from './playback';

async function main({ settings, engine }: { settings: RecognitionSettings; engine?: EngineName }): Promise<void> {
  const recogniser = new WorkerRecogniser(undefined, { engine });
  const began = performance.now();
  const session = await recogniser.open(settings, () => {});
  const start = (performance.now() - began) / 1000;
  session.close();
  for (const recording of recordings) await play(recogniser, settings, readSamples(recording));
  const { maxRSS } = process.resourceUsage();
  const footprint: Footprint = { start, memory: process.memoryUsage.rss(), peakMemory: maxRSS * 1024 };
  process.send!(footprint);
  await recogniser.close();
}

void main(JSON.parse(process.argv[2]!) as Parameters<typeof main>[0]);
