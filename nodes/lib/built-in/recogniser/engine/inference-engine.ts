import type { Tensor, TensorConstructor } from 'onnxruntime-web';

/** `native` is twice as fast where it runs; `wasm` runs everywhere. Both give the same results. */
export type EngineName = 'native' | 'wasm';

/** Runs models in the ONNX format: one call at a time, blocking the calling thread. */
export interface InferenceEngine {
  readonly name: EngineName;
  /** Creates the inputs of its models. Tensors of one engine don't work with the other. */
  readonly Tensor: TensorConstructor;
  /**
   * Loads a model into memory.
   *
   * @param file an ONNX model, left unchanged
   */
  load(file: Uint8Array): Promise<InferenceModel>;
}

/** A model loaded into an engine. */
export interface InferenceModel {
  /** @param outputs names of the outputs to compute; left out: all */
  run(inputs: Readonly<Record<string, Tensor>>, outputs?: readonly string[]): Promise<Record<string, Tensor>>;
  /** Frees the memory; the model can't be used afterwards. */
  release(): Promise<void>;
}
