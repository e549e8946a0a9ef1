import type { SampleFormat } from '../format';
import { sampleReader, storedBytes } from '../samples';
import { shapeOf, type Shape } from './shape';

/** What bytes look like when they are read as samples of one format. */
export interface Reading extends Shape {
  sampleFormat: SampleFormat;
  /** Part of the samples that no sound has: not a number, far beyond full scale, or next to nothing. */
  absurd: number;
}

const FARTHEST = 4;
/** Sums of tones come as near to zero as 1e-17. */
const NEXT_TO_NOTHING = 1e-20;

/**
 * Reads bytes as samples of one channel.
 *
 * @param stride bytes from one sample to the next
 */
export function readAs(
  bytes: Buffer,
  sampleFormat: SampleFormat,
  stride = storedBytes(sampleFormat),
  start = 0,
): Reading {
  const size = storedBytes(sampleFormat);
  const count = Math.max(0, Math.floor((bytes.length - start - size) / stride) + 1);
  const samples = new Float64Array(count);
  const read = sampleReader(sampleFormat);
  let absurd = 0;
  for (let index = 0; index < count; index++) {
    const sample = read(bytes, start + index * stride);
    const isAbsurd = !(Math.abs(sample) <= FARTHEST) || (sample !== 0 && Math.abs(sample) < NEXT_TO_NOTHING);
    if (isAbsurd) absurd += 1;
    samples[index] = isAbsurd ? 0 : sample;
  }
  return { sampleFormat, ...shapeOf(samples), absurd: count === 0 ? 0 : absurd / count };
}
