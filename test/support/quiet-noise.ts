import { randomBytes } from 'node:crypto';

/** Random 16-bit samples as quiet as those of a microphone: random bytes alone are no sound. `length` in bytes, even. */
export function quietNoise(length: number): Buffer {
  const bytes = randomBytes(length);
  for (let at = 0; at + 1 < length; at += 2) bytes.writeInt16LE(bytes.readInt16LE(at) >> 3, at);
  return bytes;
}
