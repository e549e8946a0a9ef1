import { knownRecordings, type Recording } from '../recognise/recordings';
import type { TraceSet } from './trace';

const SAMPLE_RATE = 16000;
/** Seconds of silence between joined recordings. */
const PAUSE = 0.5;

/** The recordings for tuning and reporting, without overlap; several names are joined. */
export const TRACE_PLAN: Readonly<Record<TraceSet, readonly (readonly string[])[]>> = {
  tuning: [
    ['austen-0880'],
    ['austen-0890'],
    ['austen-0880', 'austen-0890'],
    ['cards-1'],
    ['cards-3'],
    ['goforward'],
    ['queue-periodic-announce'],
    ['followme/status'],
    ['followme/options'],
    ['vm-forward'],
  ],
  reporting: [
    ['austen-0870'],
    ['austen-0920'],
    ['austen-0930'],
    ['austen-0920', 'austen-0930'],
    ['cards-2'],
    ['cards-4'],
    ['cards-5'],
    ['something'],
    ['ss-noservice'],
    ['vm-intro'],
    ['vm-opts'],
    ['privacy-prompt'],
  ],
};

/** The recordings of the traces, with names that are valid file names. Throws if one is not installed. */
export async function recordingsToTrace(): Promise<{ set: TraceSet; recording: Recording }[]> {
  const known = (await knownRecordings()).flatMap(({ recordings }) => recordings);
  const find = (name: string): Recording => {
    const found = known.find((recording) => recording.name === name);
    if (!found) throw new Error(`The recording ${name} is not installed: see "npm run recognise".`);
    return found;
  };
  return (['tuning', 'reporting'] as const).flatMap((set) =>
    TRACE_PLAN[set].map((names) => ({ set, recording: joined(names.map(find)) })),
  );
}

/** The name of the trace of these recordings. */
export function traceName(names: readonly string[]): string {
  return names.map((name) => name.replaceAll('/', '-')).join('-and-');
}

function joined(parts: readonly Recording[]): Recording {
  const gap = PAUSE * SAMPLE_RATE;
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.samples.length + gap, -gap));
  let offset = 0;
  for (const part of parts) {
    samples.set(part.samples, offset);
    offset += part.samples.length + gap;
  }
  return {
    name: traceName(parts.map(({ name }) => name)),
    text: parts.map(({ text }) => text).join(' '),
    samples,
  };
}
