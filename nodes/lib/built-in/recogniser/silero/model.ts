import type { Tensor } from 'onnxruntime-web';
import type { InferenceEngine, InferenceModel } from '../engine/inference-engine';
import type { RecogniserPaths } from '../packages';
import { readVoiceModel } from '../published-files';
import { SAMPLE_RATE } from '../recogniser';

/** Samples of one window: 32 ms. */
export const WINDOW_LENGTH = 512;
/** Samples of context before a window. */
export const CONTEXT_LENGTH = 64;

/** Shape of the model's state: two layers, one stream, 128 values. */
const MEMORY_SHAPE = [2, 1, 128];

/** The model's recurrent state between windows. */
export type VoiceMemory = Tensor;

/** The probability of voice in a window, and the state after it. */
export interface VoiceEstimate {
  /** 0 to 1. */
  probability: number;
  memory: VoiceMemory;
}

/** The Silero voice activity model. One call at a time: its engine computes in the calling thread. */
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

  /** @param audio {@link CONTEXT_LENGTH} and {@link WINDOW_LENGTH} samples @param memory left out for the first window */
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
