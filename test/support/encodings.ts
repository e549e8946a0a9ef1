import type { SampleFormat } from '../../nodes/lib/audio/format';
import { storedBytes } from '../../nodes/lib/audio/samples';

/** Every way in which samples are sent. */
export const SAMPLE_FORMATS: readonly SampleFormat[] = [
  ...(['u8', 's8', 's16le', 's16be', 's24le', 's24be', 's32le', 's32be'] as const),
  ...(['f32le', 'f32be', 'mulaw', 'alaw'] as const),
];

/** Stores samples of -1 to 1; louder ones are clipped. */
export function encode(samples: ArrayLike<number>, format: SampleFormat): Buffer {
  const size = storedBytes(format);
  const bytes = Buffer.alloc(samples.length * size);
  for (let index = 0; index < samples.length; index++) {
    write(bytes, index * size, Math.max(-1, Math.min(1, samples[index]!)), format);
  }
  return bytes;
}

function write(bytes: Buffer, at: number, sample: number, format: SampleFormat): void {
  const size = storedBytes(format);
  const one = 2 ** (8 * size - 1);
  const whole = Math.max(-one, Math.min(one - 1, Math.round(sample * one)));
  if (format === 'mulaw') bytes.writeUInt8(mulaw(sample), at);
  else if (format === 'alaw') bytes.writeUInt8(alaw(sample), at);
  else if (format === 'u8') bytes.writeUInt8(whole + 128, at);
  else if (format === 'f32le') bytes.writeFloatLE(sample, at);
  else if (format === 'f32be') bytes.writeFloatBE(sample, at);
  else if (format.endsWith('be')) bytes.writeIntBE(whole, at, size);
  else bytes.writeIntLE(whole, at, size);
}

/** ITU-T G.711. */
function mulaw(sample: number): number {
  const linear = Math.round(sample * 0x8000);
  const biased = Math.min(32635, Math.abs(linear)) + 132;
  const exponent = Math.floor(Math.log2(biased)) - 7;
  return ~((linear < 0 ? 0x80 : 0) | (exponent << 4) | ((biased >> (exponent + 3)) & 0x0f)) & 0xff;
}

/** ITU-T G.711. */
function alaw(sample: number): number {
  const linear = Math.max(-0x8000, Math.min(0x7fff, Math.round(sample * 0x8000)));
  const magnitude = linear < 0 ? -linear - 1 : linear;
  const exponent = Math.max(0, Math.floor(Math.log2(Math.max(1, magnitude))) - 7);
  const mantissa = (magnitude >> (exponent === 0 ? 4 : exponent + 3)) & 0x0f;
  return ((linear >= 0 ? 0x80 : 0) | (exponent << 4) | mantissa) ^ 0x55;
}
