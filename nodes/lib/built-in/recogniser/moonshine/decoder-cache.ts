import type { Tensor, TensorConstructor } from 'onnxruntime-web';
import type { Architecture } from './architecture';

type Outputs = Readonly<Record<string, Tensor>>;

/**
 * What the decoder remembers between steps: the keys and values of its attention to the tokens (which grow by each
 * token) and to the audio (which the first step computes once and for all).
 */
export class DecoderCache {
  private tensors: Map<string, Tensor>;
  private filled = false;

  constructor(
    private readonly architecture: Architecture,
    private readonly engine: { Tensor: TensorConstructor },
  ) {
    const { heads, headSize } = architecture;
    const empty = new engine.Tensor('float32', new Float32Array(0), [0, heads, 1, headSize]);
    this.tensors = new Map(
      [...tokenEntries(architecture), ...audioEntries(architecture)].map((entry) => [entry, empty]),
    );
  }

  /** Names of the decoder's outputs that every step has to give. */
  static tokenOutputs(architecture: Architecture): string[] {
    return tokenEntries(architecture).map(outputName);
  }

  /** Names of the decoder's outputs that the first step has to give as well. */
  static audioOutputs(architecture: Architecture): string[] {
    return audioEntries(architecture).map(outputName);
  }

  get isEmpty(): boolean {
    return !this.filled;
  }

  /** The decoder's inputs that carry the cache. */
  inputs(): Record<string, Tensor> {
    return Object.fromEntries([...this.tensors].map(([entry, tensor]) => [`past_key_values.${entry}`, tensor]));
  }

  /** Takes what a step gave. */
  update(outputs: Outputs): void {
    for (const entry of this.tensors.keys()) {
      const tensor = outputs[outputName(entry)];
      if (tensor) this.tensors.set(entry, tensor);
    }
    this.filled = true;
  }

  /** A cache of its own that remembers the first `positions` tokens. */
  copy(positions: number): DecoderCache {
    const copy = new DecoderCache(this.architecture, this.engine);
    copy.tensors = new Map(this.tensors);
    copy.filled = this.filled;
    copy.truncate(positions);
    return copy;
  }

  /** A cache of its own for several texts at once that all begin with the first `positions` tokens. */
  copies(count: number, positions: number): DecoderCache {
    const copies = this.copy(positions);
    for (const [entry, { data, dims }] of copies.tensors) {
      const one = data as Float32Array;
      const all = new Float32Array(count * one.length);
      for (let row = 0; row < count; row++) all.set(one, row * one.length);
      copies.tensors.set(entry, new this.engine.Tensor('float32', all, [count, ...dims.slice(1)]));
    }
    return copies;
  }

  /** Forgets all but the first `positions` tokens. */
  truncate(positions: number): void {
    const { heads, headSize } = this.architecture;
    for (const entry of tokenEntries(this.architecture)) {
      const tensor = this.tensors.get(entry)!;
      const length = tensor.dims[2]!;
      if (length === positions) continue;
      const old = tensor.data as Float32Array;
      const kept = new Float32Array(heads * positions * headSize);
      for (let head = 0; head < heads; head++) {
        const start = head * length * headSize;
        kept.set(old.subarray(start, start + positions * headSize), head * positions * headSize);
      }
      this.tensors.set(entry, new this.engine.Tensor('float32', kept, [1, heads, positions, headSize]));
    }
  }
}

function tokenEntries(architecture: Architecture): string[] {
  return entriesOf(architecture, 'decoder');
}

function audioEntries(architecture: Architecture): string[] {
  return entriesOf(architecture, 'encoder');
}

function entriesOf({ layers }: Architecture, side: 'decoder' | 'encoder'): string[] {
  return Array.from({ length: layers }, (_, layer) => [`${layer}.${side}.key`, `${layer}.${side}.value`]).flat();
}

function outputName(entry: string): string {
  return `present.${entry}`;
}
