import type { AudioDecoder } from '../nodes/lib/built-in/server/audio-input/decoder';

/** Everything that a decoder makes of the pieces of a stream. The decoder is closed. */
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

/** All that a call of a decoder gives. */
export async function piecesOf(samples: AsyncIterable<Float32Array>): Promise<Float32Array[]> {
  const pieces: Float32Array[] = [];
  for await (const piece of samples) pieces.push(piece);
  return pieces;
}

/**
 * How alike two recordings are, 0 to 1: the highest correlation of their samples when one is moved against the other by
 * as much as codecs delay, 100 ms at 16 kHz. Every third sample is enough to tell.
 */
export function likeness(a: Float32Array, b: Float32Array): number {
  let best = 0;
  for (let lag = -1600; lag <= 1600; lag++) best = Math.max(best, correlation(a, b, lag));
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
