import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { RecognitionSettings } from '../../../nodes/lib/built-in/recogniser/recogniser';

/** What one model and one session take. */
export interface Footprint {
  /** Seconds until the first session is open. */
  start: number;
  /** Resident bytes of a process that has recognised half a minute of speech, and the most that it ever had. */
  memory: number;
  peakMemory: number;
}

/** Measures in a new process. */
export async function measureFootprint(settings: RecognitionSettings): Promise<Footprint> {
  const child = fork(require.resolve('./footprint-process'), [JSON.stringify(settings)]);
  const [footprint] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [
    Footprint | number | null,
  ];
  if (typeof footprint === 'object' && footprint !== null) return footprint;
  throw new Error('The process whose memory was to be measured has failed.');
}
