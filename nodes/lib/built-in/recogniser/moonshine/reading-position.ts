import { SAMPLE_RATE } from '../recogniser';
import { FRAME_SAMPLES } from './architecture';

/** Encoder frames (0.3 s) by which a token may look back behind those before it. */
const TOLERANCE = Math.round((0.3 * SAMPLE_RATE) / FRAME_SAMPLES);
/** So many tokens before it, all of them: one or two sometimes look elsewhere though the decoder reads on. */
const BEFORE = 3;
/** So many tokens in a row that look back are made up. */
const MADE_UP = 2;

/**
 * Follows where in the audio the decoder reads. As long as it reads, it looks at ever later frames. When the audio ends in
 * the middle of a word or a sentence it often makes up how that goes on, mostly by saying again what was said; then it
 * looks back. The idea is that of Papi et al. 2023, "AlignAtt: Using Attention-based Audio-Translation Alignments as a
 * Guide for Simultaneous Speech Translation". The figures were chosen on 2,264 decodings of growing recordings by both
 * models: 147 are cut by them; behind the cut, one token looked at later audio in two of these, and two in none.
 */
export class ReadingPosition {
  /** The frames that the last tokens looked at, without those that looked back. */
  private frames: number[] = [];
  private lookingBack: number[] = [];

  /** The latest frame that one of the last tokens looked at; before the first 0. */
  get latest(): number {
    return Math.max(0, ...this.frames);
  }

  /** Begins anew. */
  reset(): void {
    this.frames = [];
    this.lookingBack = [];
  }

  /**
   * Takes the next token that stands for a sound.
   *
   * @param token its index
   * @param attention its weights per frame, of each alignment head
   * @param settled whether it is not to be doubted
   * @returns the index of the first token of those that are made up, if this is one of them
   */
  follow(token: number, attention: readonly Float32Array[], settled: boolean): number | undefined {
    const frame = strongestFrame(attention);
    const looksBack = this.frames.length === BEFORE && frame < Math.min(...this.frames) - TOLERANCE;
    if (!looksBack) {
      this.frames = [...this.frames, frame].slice(-BEFORE);
      this.lookingBack = [];
    } else if (!settled) {
      this.lookingBack.push(token);
    }
    return this.lookingBack.length === MADE_UP ? this.lookingBack[0] : undefined;
  }
}

/** The frame at which all heads together look most. */
export function strongestFrame(attention: readonly Float32Array[]): number {
  const [first, ...others] = attention;
  let strongest = 0;
  let most = -Infinity;
  first?.forEach((weight, frame) => {
    const sum = others.reduce((total, weights) => total + weights[frame]!, weight);
    if (sum > most) [strongest, most] = [frame, sum];
  });
  return strongest;
}
