import type { Audio } from '../hypothesis';
import { FIRST_HOP, FIRST_KERNEL, SECOND_HOP, SECOND_KERNEL } from './architecture';
import type { EncodedAudio, MoonshineModel } from './model';

/** Samples from one step of the second convolution to the next. */
const STEP_SAMPLES = FIRST_HOP * SECOND_HOP;
/** Samples that a step of the second convolution sees. */
const STEP_LENGTH = FIRST_KERNEL + (SECOND_KERNEL - 1) * FIRST_HOP;
/** What PyTorch's GroupNorm, with which the model was trained, adds to a variance. */
const EPSILON = 1e-5;

/**
 * Encodes one session's audio, again and again as it grows. What the model's front end makes of a piece does not depend
 * on the rest, and is kept: it is a third of the work. When the audio loses its beginning, two times of three the steps begin
 * elsewhere and it is heard again. Moving the beginning to a step instead would cut words or leave a piece of one.
 */
export class Encoder {
  /** The sample of the session that everything kept begins at. */
  private start = 0;
  /** Samples that were heard from there on. */
  private heard = 0;
  /** What the front end made of them, step after step. */
  private features = new Float32Array(0);
  /** Of all channels of each step of the first convolution. */
  private sums: number[] = [];
  private squares: number[] = [];

  constructor(private readonly model: Pick<MoonshineModel, 'architecture' | 'hear' | 'transform'>) {}

  /** @param audio at least 895 samples */
  async encode({ start, samples, padding = 0 }: Audio): Promise<EncodedAudio> {
    this.moveTo(start);
    if (padding > 0 || samples.length > this.heard) await this.hear(samples, samples.length - padding);
    const { firstChannels, secondChannels } = this.model.architecture;
    const firstSteps = firstStepsIn(samples.length);
    const count = firstSteps * firstChannels;
    const mean = total(this.sums, firstSteps) / count;
    const variance = total(this.squares, firstSteps) / count - mean ** 2;
    return this.model.transform(this.features.subarray(0, stepsIn(samples.length) * secondChannels), {
      mean,
      deviation: Math.sqrt(variance + EPSILON),
    });
  }

  /** Forgets what lies before a sample of the session; or everything, where steps would begin elsewhere. */
  private moveTo(start: number): void {
    if (start === this.start) return;
    const steps = (start - this.start) / STEP_SAMPLES;
    this.start = start;
    if (Number.isInteger(steps) && steps >= 0 && steps * STEP_SAMPLES < this.heard) {
      this.heard -= steps * STEP_SAMPLES;
      this.features = this.features.slice(steps * this.model.architecture.secondChannels);
      this.sums = this.sums.slice(steps * SECOND_HOP);
      this.squares = this.squares.slice(steps * SECOND_HOP);
    } else {
      this.heard = 0;
      this.features = new Float32Array(0);
      this.sums = [];
      this.squares = [];
    }
  }

  /** @param unpadded how many of the samples will be the same the next time */
  private async hear(samples: Float32Array, unpadded: number): Promise<void> {
    const { firstChannels, secondChannels } = this.model.architecture;
    const kept = Math.max(0, Math.min(stepsIn(Math.min(this.heard, unpadded)), stepsIn(samples.length) - 1));
    const { activations, features } = await this.model.hear(samples.subarray(kept * STEP_SAMPLES));
    const joined = new Float32Array(kept * secondChannels + features.length);
    joined.set(this.features.subarray(0, kept * secondChannels));
    joined.set(features, kept * secondChannels);
    this.features = joined;
    const firstSteps = activations.length / firstChannels;
    for (let step = 0; step < firstSteps; step++) {
      let sum = 0;
      let squares = 0;
      for (let index = step; index < activations.length; index += firstSteps) {
        sum += activations[index]!;
        squares += activations[index]! ** 2;
      }
      this.sums[kept * SECOND_HOP + step] = sum;
      this.squares[kept * SECOND_HOP + step] = squares;
    }
    this.heard = unpadded;
  }
}

function firstStepsIn(samples: number): number {
  return Math.floor((samples - FIRST_KERNEL) / FIRST_HOP) + 1;
}

function stepsIn(samples: number): number {
  return Math.max(0, Math.floor((samples - STEP_LENGTH) / STEP_SAMPLES) + 1);
}

function total(values: readonly number[], count: number): number {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += values[index]!;
  return sum;
}
