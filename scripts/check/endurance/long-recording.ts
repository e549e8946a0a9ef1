import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { wavFile } from '../../../dev/wav-file';

const RATE = 16_000;

/**
 * Writes a WAV file with 16 bits at 16 kHz that repeats samples.
 *
 * @param seconds its length, at most 37 hours, the limit of the header
 * @returns the number of samples
 */
export async function writeLongRecording(path: string, loop: Buffer, seconds: number): Promise<number> {
  const samples = Math.round(seconds * RATE);
  const file = createWriteStream(path);
  file.write(wavFile(Buffer.alloc(0), { announcedLength: samples * 2 }));
  for (let left = samples * 2; left > 0; left -= Math.min(left, loop.length)) {
    if (!file.write(loop.subarray(0, left))) await once(file, 'drain');
  }
  file.end();
  await finished(file);
  return samples;
}
