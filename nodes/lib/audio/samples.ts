import type { RawEncoding } from './format';
import type { WavFormat } from './wav';

/** Every way in which a sample may be stored. */
export type SampleFormat = WavFormat['sampleFormat'];

/** The stored form of the protocol's raw encodings. */
export const SAMPLE_FORMAT_OF: Record<RawEncoding, SampleFormat> = {
  pcm_s16le: 's16le',
  pcm_f32le: 'f32le',
  mulaw: 'mulaw',
};

interface Decoder {
  bytes: number;
  /** The sample at byte `at`, -1 to 1. */
  read: (buffer: Buffer, at: number) => number;
}

const DECODERS: Record<SampleFormat, Decoder> = {
  u8: { bytes: 1, read: (buffer, at) => (buffer.readUInt8(at) - 128) / 128 },
  s16le: { bytes: 2, read: (buffer, at) => buffer.readInt16LE(at) / 0x8000 },
  s24le: { bytes: 3, read: (buffer, at) => buffer.readIntLE(at, 3) / 0x800000 },
  s32le: { bytes: 4, read: (buffer, at) => buffer.readInt32LE(at) / 0x80000000 },
  f32le: { bytes: 4, read: (buffer, at) => finite(buffer.readFloatLE(at)) },
  f64le: { bytes: 8, read: (buffer, at) => finite(buffer.readDoubleLE(at)) },
  mulaw: { bytes: 1, read: (buffer, at) => mulawSample(buffer.readUInt8(at)) },
  alaw: { bytes: 1, read: (buffer, at) => alawSample(buffer.readUInt8(at)) },
};

/** Bytes of one stored sample of one channel. */
export function storedBytes(format: SampleFormat): number {
  return DECODERS[format].bytes;
}

/**
 * Decodes interleaved samples to mono.
 *
 * @param bytes whole frames: a multiple of `storedBytes(format) * channels`
 * @returns samples of -1 to 1, the mean of all channels
 */
export function toMono(bytes: Buffer, format: SampleFormat, channels: number): Float32Array {
  const { bytes: size, read } = DECODERS[format];
  const samples = new Float32Array(bytes.length / (size * channels));
  for (let i = 0, at = 0; i < samples.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += size) sum += read(bytes, at);
    samples[i] = sum / channels;
  }
  return samples;
}

/** A torn float32 stream reads as NaN or infinity, which would poison everything that is computed from it. */
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
