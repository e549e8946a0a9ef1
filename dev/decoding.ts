import type { AudioDecoder } from '../nodes/lib/built-in/server/audio-input/decoder';

/** Decodes all pieces of a stream, and closes the decoder. */
export async function decodeAll(decoder: AudioDecoder, pieces: Iterable<Buffer>): Promise<Float32Array> {
  try {
    const decoded: Float32Array[] = [];
    for (const piece of pieces) decoded.push(...(await piecesOf(decoder.decode(piece))));
    decoded.push(...(await piecesOf(decoder.end())));
    return joined(decoded);
  } finally {
    decoder.close();
  }
}

/** Collects the results of a decoder call. */
export async function piecesOf(samples: AsyncIterable<Float32Array>): Promise<Float32Array[]> {
  const pieces: Float32Array[] = [];
  for await (const piece of samples) pieces.push(piece);
  return pieces;
}

/**
 * Similarity of two recordings, 0 to 1: the highest correlation of their samples over the shifts that codecs cause, up to 100 ms
 * at 16 kHz. Only every third sample is compared.
 */
export function likeness(a: Float32Array, b: Float32Array): number {
  let best = 0;
  for (let lag = -1600; lag <= 1600; lag++) best = Math.max(best, correlation(a, b, lag));
  return best;
}

/** Similarity of an excerpt to the most similar part of another recording, 0 to 1. */
export function excerptLikeness(excerpt: Float32Array, whole: Float32Array): number {
  let best = 0;
  for (let at = 0; at + excerpt.length <= whole.length; at += 2) {
    best = Math.max(best, correlation(excerpt, whole.subarray(at, at + excerpt.length), 0));
  }
  return best;
}

function correlation(a: Float32Array, b: Float32Array, lag: number): number {
  let product = 0;
  let energyA = 0;
  let energyB = 0;
  for (let i = Math.max(0, -lag); i < Math.min(a.length, b.length - lag); i += 3) {
    product += a[i]! * b[i + lag]!;
    energyA += a[i]! ** 2;
    energyB += b[i + lag]! ** 2;
  }
  return product / Math.sqrt(energyA * energyB || 1);
}

function joined(pieces: Float32Array[]): Float32Array {
  const samples = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    samples.set(piece, offset);
    offset += piece.length;
  }
  return samples;
}
