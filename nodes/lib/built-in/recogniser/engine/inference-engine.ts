import type { Tensor, TensorConstructor } from 'onnxruntime-web';

/** `native` computes twice as fast, where it runs; `wasm` runs everywhere. Both compute the same. */
export type EngineName = 'native' | 'wasm';

/** What runs models in the ONNX format: one call at a time, in the calling thread, which it blocks. */
export interface InferenceEngine {
  readonly name: EngineName;
  /** Makes what its models take. One engine's tensors are none for the other. */
  readonly Tensor: TensorConstructor;
  /**
   * Loads a model into memory.
   *
   * @param file of an ONNX model, left unchanged
   */
  load(file: Uint8Array): Promise<InferenceModel>;
}

/** A model in an engine's memory. */
export interface InferenceModel {
  /** @param outputs names of those that are wanted; left out: all */
  run(inputs: Readonly<Record<string, Tensor>>, outputs?: readonly string[]): Promise<Record<string, Tensor>>;
  /** Frees the memory; the model can't be used afterwards. */
  release(): Promise<void>;
}
