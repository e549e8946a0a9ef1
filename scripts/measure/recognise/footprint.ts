import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { EngineName } from '../../../nodes/lib/built-in/recogniser/engine/inference-engine';
import type { RecognitionSettings } from '../../../nodes/lib/built-in/recogniser/recogniser';

/** Resources of one model and one session. */
export interface Footprint {
  /** Seconds until the first session is open. */
  start: number;
  /** Resident bytes of a process after half a minute of speech, and their maximum. */
  memory: number;
  peakMemory: number;
}

/** Measures in a new process. */
export async function measureFootprint(settings: RecognitionSettings, engine?: EngineName): Promise<Footprint> {
  const child = fork(require.resolve('./footprint-process'), [JSON.stringify({ settings, engine })]);
  const [footprint] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [
    Footprint | number | null,
  ];
  if (typeof footprint === 'object' && footprint !== null) return footprint;
  throw new Error('The process whose memory was to be measured has failed.');
}
