import type { Tensor } from 'onnxruntime-web';
import type { InferenceEngine, InferenceModel } from '../engine/inference-engine';
import type { RecogniserPaths } from '../packages';
import { readVoiceModel } from '../published-files';
import { SAMPLE_RATE } from '../recogniser';

/** Samples that the model judges at once: 32 ms. */
export const WINDOW_LENGTH = 512;
/** Samples before a window that the model hears with it. */
export const CONTEXT_LENGTH = 64;

/** The model's own shape: two layers, one stream, 128 values. */
const MEMORY_SHAPE = [2, 1, 128];

/** What the model remembers of the windows before, from one to the next. */
export type VoiceMemory = Tensor;

/** How sure the model is that somebody speaks in a window, and what it remembers then. */
export interface VoiceEstimate {
  /** 0 to 1. */
  probability: number;
  memory: VoiceMemory;
}

/** The Silero model of voice activity in memory. One call at a time: its engine computes in the calling thread. */
export class SileroModel {
  private readonly sampleRate: Tensor;

  private constructor(
    private readonly engine: InferenceEngine,
    private readonly model: InferenceModel,
  ) {
    this.sampleRate = new engine.Tensor('int64', BigInt64Array.of(BigInt(SAMPLE_RATE)), []);
  }

  /**
   * Loads the model into memory: about 15 MB.
   *
   * @throws RecogniserPackagesError `recogniser_damaged`
   */
  static async load(paths: RecogniserPaths, engine: InferenceEngine): Promise<SileroModel> {
    return new SileroModel(engine, await engine.load(await readVoiceModel(paths)));
  }

  /** @param audio {@link CONTEXT_LENGTH} samples and the {@link WINDOW_LENGTH} after them; @param memory none before the first window */
  async listen(audio: Float32Array, memory?: VoiceMemory): Promise<VoiceEstimate> {
    const { Tensor } = this.engine;
    const { output, stateN } = await this.model.run({
      input: new Tensor('float32', audio, [1, audio.length]),
      state: memory ?? new Tensor('float32', new Float32Array(256), MEMORY_SHAPE),
      sr: this.sampleRate,
    });
    return { probability: (output!.data as Float32Array)[0]!, memory: stateN! };
  }

  /** Frees the memory; the model can't be used afterwards. */
  async release(): Promise<void> {
    await this.model.release();
  }
}
