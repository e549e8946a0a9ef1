import type { SampleFormat } from '../format';
import { readSample, storedBytes } from '../samples';

/** Of neighbouring units that are samples of one sound. */
const ALIKE = { correlation: 0.6, power: 2, level: 0.015 };
/** Part of the units that are the same as their neighbour where samples were widened by repeating their bytes. */
const REPEATED = 0.9;
/** Half bytes of 4-bit codes: how far both halves of a byte may be from each other, and how far they are from equal parts. */
const CODES = { apart: 0.08, skewed: 0.22, dependent: 0.34, values: 64 };

/**
 * The format of fewer bits whose samples the parts of each sample are: they go the same way as their neighbours. Undefined where
 * they do not.
 */
export function smallerSamplesIn(bytes: Buffer, taken: SampleFormat): SampleFormat | undefined {
  const size = storedBytes(taken);
  if (taken.startsWith('f')) return undefined;
  const candidates: SampleFormat[] = size === 4 ? ['s8', 's16le', 's16be'] : size > 1 ? ['s8'] : [];
  return candidates.find((format) => areAlike(bytes, size, format));
}

/** Whether within each stored sample, the units of a smaller format are neighbours in one sound. */
function areAlike(bytes: Buffer, size: number, format: SampleFormat): boolean {
  const step = storedBytes(format);
  for (let unit = 0; unit + step < size; unit += step) {
    if (!areNeighbours(bytes, size, format, unit)) return false;
  }
  return true;
}

function areNeighbours(bytes: Buffer, size: number, format: SampleFormat, start: number): boolean {
  const step = storedBytes(format);
  const count = Math.floor(bytes.length / size);
  let [first, second, both, same] = [0, 0, 0, 0];
  let [sum, nextSum] = [0, 0];
  for (let at = start; at + 2 * step <= count * size; at += size) {
    const [one, two] = [readSample(bytes, at, format), readSample(bytes, at + step, format)];
    sum += one;
    nextSum += two;
    first += one * one;
    second += two * two;
    both += one * two;
    if (one === two) same += 1;
  }
  // A constant offset moves in no way.
  const [power, nextPower] = [first - sum ** 2 / count, second - nextSum ** 2 / count];
  if (same > count * REPEATED || nextPower < count * ALIKE.level ** 2) return false;
  const correlation = (both - (sum * nextSum) / count) / Math.sqrt(power * nextPower);
  return correlation > ALIKE.correlation && power < nextPower * ALIKE.power && nextPower < power * ALIKE.power;
}

/**
 * Whether bytes hold two codes of 4 bits each, as ADPCM does: both halves of a byte have the same uneven frequencies, and do not
 * depend on each other. Of samples, the upper half is uneven, and the lower one is not.
 */
export function areHalfByteCodes(bytes: Buffer): boolean {
  const joint = new Array<number>(256).fill(0);
  for (const byte of bytes) joint[byte]! += 1;
  if (joint.filter((count) => count > 0).length < CODES.values) return false;
  const part = (of: (byte: number) => number): number[] => {
    const parts = new Array<number>(16).fill(0);
    joint.forEach((count, byte) => (parts[of(byte)]! += count / bytes.length));
    return parts;
  };
  const [upper, lower] = [part((byte) => byte >> 4), part((byte) => byte & 0x0f)];
  const distance = (one: (index: number) => number, other: (index: number) => number, count: number): number =>
    Array.from({ length: count }, (_, index) => Math.abs(one(index) - other(index))).reduce((a, b) => a + b, 0) / 2;
  const apart = distance(
    (index) => upper[index]!,
    (index) => lower[index]!,
    16,
  );
  const skewed = distance(
    (index) => lower[index]!,
    () => 1 / 16,
    16,
  );
  const dependent = distance(
    (byte) => joint[byte]! / bytes.length,
    (byte) => upper[byte >> 4]! * lower[byte & 0x0f]!,
    256,
  );
  return apart < CODES.apart && skewed > CODES.skewed && dependent < CODES.dependent;
}
