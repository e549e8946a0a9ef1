import type { RawEncoding, SampleFormat } from './format';

/** Sample formats of the protocol's raw encodings. */
export const SAMPLE_FORMAT_OF: Record<RawEncoding, SampleFormat> = {
  pcm_s16le: 's16le',
  pcm_f32le: 'f32le',
  mulaw: 'mulaw',
};

interface Decoder {
  bytes: number;
  /** The sample at byte `at`, -1 to 1; floats may be anything. */
  read: (buffer: Buffer, at: number) => number;
}

const DECODERS: Record<SampleFormat, Decoder> = {
  u8: { bytes: 1, read: (buffer, at) => (buffer.readUInt8(at) - 128) / 128 },
  s8: { bytes: 1, read: (buffer, at) => buffer.readInt8(at) / 128 },
  s16le: { bytes: 2, read: (buffer, at) => buffer.readInt16LE(at) / 0x8000 },
  s16be: { bytes: 2, read: (buffer, at) => buffer.readInt16BE(at) / 0x8000 },
  s24le: { bytes: 3, read: (buffer, at) => buffer.readIntLE(at, 3) / 0x800000 },
  s24be: { bytes: 3, read: (buffer, at) => buffer.readIntBE(at, 3) / 0x800000 },
  s24_32le: { bytes: 4, read: (buffer, at) => buffer.readIntLE(at, 3) / 0x800000 },
  s24_32be: { bytes: 4, read: (buffer, at) => buffer.readIntBE(at + 1, 3) / 0x800000 },
  s32le: { bytes: 4, read: (buffer, at) => buffer.readInt32LE(at) / 0x80000000 },
  s32be: { bytes: 4, read: (buffer, at) => buffer.readInt32BE(at) / 0x80000000 },
  f32le: { bytes: 4, read: (buffer, at) => buffer.readFloatLE(at) },
  f32be: { bytes: 4, read: (buffer, at) => buffer.readFloatBE(at) },
  f64le: { bytes: 8, read: (buffer, at) => buffer.readDoubleLE(at) },
  f64be: { bytes: 8, read: (buffer, at) => buffer.readDoubleBE(at) },
  mulaw: { bytes: 1, read: (buffer, at) => mulawSample(buffer.readUInt8(at)) },
  alaw: { bytes: 1, read: (buffer, at) => alawSample(buffer.readUInt8(at)) },
};

/** Whether a name is that of a sample format. */
export function isSampleFormat(name: string): name is SampleFormat {
  return Object.hasOwn(DECODERS, name);
}

/** Bytes of one stored sample of one channel. */
export function storedBytes(format: SampleFormat): number {
  return DECODERS[format].bytes;
}

/** The sample at byte `at`: -1 to 1, or what a float holds. */
export function readSample(bytes: Buffer, at: number, format: SampleFormat): number {
  return DECODERS[format].read(bytes, at);
}

/** Returns the reader of a format, as {@link readSample}, for loops. */
export function sampleReader(format: SampleFormat): (bytes: Buffer, at: number) => number {
  return DECODERS[format].read;
}

/**
 * Decodes interleaved samples to mono.
 *
 * @param bytes whole frames: a multiple of `storedBytes(format) * channels`
 * @returns samples of -1 to 1, the mean of all channels
 */
export function toMono(bytes: Buffer, format: SampleFormat, channels: number): Float32Array {
  const samples = new Float32Array(bytes.length / (storedBytes(format) * channels));
  eachFrame(bytes, format, channels, (mean, index) => {
    samples[index] = mean;
  });
  return samples;
}

/** As {@link toMono}, to 16-bit little-endian integers: exact where 16 bits hold the mean, else rounded. */
export function toMonoInt16(bytes: Buffer, format: SampleFormat, channels: number): Buffer {
  const samples = Buffer.alloc((bytes.length / (storedBytes(format) * channels)) * 2);
  eachFrame(bytes, format, channels, (mean, index) => {
    samples.writeInt16LE(Math.min(0x7fff, Math.round(mean * 0x8000)), index * 2);
  });
  return samples;
}

/** As {@link toMono}, to 32-bit little-endian floats. */
export function toMonoFloat32(bytes: Buffer, format: SampleFormat, channels: number): Buffer {
  const samples = Buffer.alloc((bytes.length / (storedBytes(format) * channels)) * 4);
  eachFrame(bytes, format, channels, (mean, index) => {
    samples.writeFloatLE(mean, index * 4);
  });
  return samples;
}

function eachFrame(
  bytes: Buffer,
  format: SampleFormat,
  channels: number,
  take: (mean: number, index: number) => void,
): void {
  const { bytes: size, read } = DECODERS[format];
  const count = bytes.length / (size * channels);
  for (let index = 0, at = 0; index < count; index++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += size) sum += finite(read(bytes, at));
    take(sum / channels, index);
  }
}

/** A misaligned stream of floats contains NaN and infinity, which would spread to every result. */
function finite(value: number): number {
  return Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : 0;
}

/** ITU-T G.711, mu-law: sign, three bits of exponent, four of mantissa, all inverted; bias 132. */
function mulawSample(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 132) << ((bits & 0x70) >> 4)) - 132;
  return (bits & 0x80 ? -magnitude : magnitude) / 0x8000;
}

/** ITU-T G.711, A-law: even bits inverted. */
function alawSample(byte: number): number {
  const bits = byte ^ 0x55;
  const exponent = (bits & 0x70) >> 4;
  const mantissa = ((bits & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (bits & 0x80 ? magnitude : -magnitude) / 0x8000;
}
