import { SAMPLE_RATE } from '../recogniser';
import { Encoder } from './encoder';
import type { MoonshineModel } from './model';
import { TokenReader } from './token-reader';

/** Seconds of noise: about as long as a command. */
const LENGTH = 2;
const LEVEL = 0.05;

/** Reads tokens where there is nothing but white noise, always the same. */
export async function readNoise(model: MoonshineModel): Promise<TokenReader> {
  let state = 1;
  const samples = Float32Array.from({ length: LENGTH * SAMPLE_RATE }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return LEVEL * (state / 2 ** 31 - 1);
  });
  const reader = new TokenReader(model, await new Encoder(model).encode({ start: 0, samples }), 0);
  await reader.after([]);
  return reader;
}
