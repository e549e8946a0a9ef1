import { pathToFileURL } from 'node:url';
import type { Tensor } from 'onnxruntime-web';
import type { InferenceEngine, InferenceModel } from '../engine/inference-engine';
import type { ModelSize, RecogniserPaths } from '../packages';
import { checkTokenizer, readModel } from '../published-files';
import { ARCHITECTURES, SECOND_KERNEL, type Architecture } from './architecture';
import { DecoderCache } from './decoder-cache';
import { attentionOutput, fitDecoder, SCORED_INPUT } from './decoder-graph';
import { splitEncoder, TENSORS } from './encoder-parts';

/** What the encoder's front end makes of audio. */
export interface HeardAudio {
  /** For each channel of the first convolution, the number of each step. */
  activations: Float32Array;
  /** For each step of the second convolution, the number of each channel. */
  features: Float32Array;
}

/** Audio as the encoder sees it. */
export interface EncodedAudio {
  states: Tensor;
  frames: number;
}

/** What the decoder says after each of the tokens of one step. */
export interface DecoderStep {
  /** The raw scores of the token after the given position, which must be a scored one: one for each token of the vocabulary; may be written to. */
  scores(position: number): Float32Array;
  /** The attention of each alignment head at the given position: a weight per encoder frame. */
  attention(position: number): Float32Array[];
}

/** A Moonshine speech model in memory. One call at a time: its engine computes in the calling thread. */
export class MoonshineModel {
  private readonly stepOutputs: string[];
  private readonly firstOutputs: string[];

  private constructor(
    private readonly engine: InferenceEngine,
    private readonly frontEnd: InferenceModel,
    private readonly transformer: InferenceModel,
    private readonly decoder: InferenceModel,
    readonly architecture: Architecture,
    /** The text of each token, SentencePiece style: `▁` for a space. */
    readonly vocabulary: readonly string[],
    /** The tokens of a text that begins a word. */
    readonly tokensOf: (text: string) => number[],
  ) {
    const attention = attentionLayers(architecture).map(attentionOutput);
    this.stepOutputs = ['logits', ...attention, ...DecoderCache.tokenOutputs(architecture)];
    this.firstOutputs = [...this.stepOutputs, ...DecoderCache.audioOutputs(architecture)];
  }

  /**
   * Loads a model into memory: about 0.3 GB for `tiny`, 0.5 GB for `base`.
   *
   * @throws RecogniserPackagesError `recogniser_damaged`
   */
  static async load(paths: RecogniserPaths, size: ModelSize, engine: InferenceEngine): Promise<MoonshineModel> {
    const architecture = ARCHITECTURES[size];
    const { default: tokenizer } = (await import(pathToFileURL(await checkTokenizer(paths)).href)) as {
      default: { vocabById: string[]; encode(text: string, addBegin: boolean, addSpace: boolean): number[] };
    };
    const files = await readModel(paths, size);
    const { frontEnd, transformer } = splitEncoder(files.encoder, architecture);
    const decoderFile = fitDecoder(files.decoder, attentionLayers(architecture));
    return new MoonshineModel(
      engine,
      await engine.load(frontEnd),
      await engine.load(transformer),
      await engine.load(decoderFile),
      architecture,
      tokenizer.vocabById,
      (text) => tokenizer.encode(text, false, true),
    );
  }

  /**
   * What the encoder's front end makes of a piece of audio, whatever lies before and behind it.
   *
   * @param samples mono samples of -1 to 1 at 16 kHz, at least 511 of them
   */
  async hear(samples: Float32Array): Promise<HeardAudio> {
    const input = new this.engine.Tensor('float32', samples, [1, samples.length]);
    const outputs = await this.frontEnd.run({ [TENSORS.samples]: input });
    return {
      activations: outputs[TENSORS.activations]!.data as Float32Array,
      features: outputs[TENSORS.features]!.data as Float32Array,
    };
  }

  /**
   * What the encoder's transformer makes of the features of some audio.
   *
   * @param features at least three steps of them
   * @param activations mean and standard deviation of all activations that belong to the audio
   */
  async transform(features: Float32Array, activations: { mean: number; deviation: number }): Promise<EncodedAudio> {
    const { Tensor } = this.engine;
    const { firstChannels, secondChannels } = this.architecture;
    const level = new Float32Array(firstChannels * SECOND_KERNEL).fill(-activations.mean / activations.deviation);
    const outputs = await this.transformer.run({
      [TENSORS.features]: new Tensor('float32', features, [1, features.length / secondChannels, secondChannels]),
      [TENSORS.scale]: new Tensor('float32', [1 / activations.deviation], [1]),
      [TENSORS.level]: new Tensor('float32', level, [1, firstChannels, SECOND_KERNEL]),
    });
    const states = outputs[TENSORS.states]!;
    return { states, frames: states.dims[1]! };
  }

  /** An empty cache, to begin a decoding with. */
  newCache(): DecoderCache {
    return new DecoderCache(this.architecture, this.engine);
  }

  /**
   * Reads more tokens, all at once, after those that the cache holds; they are in the cache afterwards.
   *
   * @param scored the index of the first token after which scores are wanted
   */
  async step(audio: EncodedAudio, tokens: readonly number[], cache: DecoderCache, scored = 0): Promise<DecoderStep> {
    const [step] = await this.stepAll(audio, [tokens], cache, scored);
    return step!;
  }

  /**
   * Reads more tokens of several texts at once, which takes less time than one after the other.
   *
   * @param rows more tokens of each text, as many of each
   * @param cache of all of them, see {@link DecoderCache.copies}
   * @param scored the index of the first token of each after which scores are wanted
   */
  async stepAll(
    audio: EncodedAudio,
    rows: readonly (readonly number[])[],
    cache: DecoderCache,
    scored = 0,
  ): Promise<DecoderStep[]> {
    const { Tensor } = this.engine;
    const length = rows[0]!.length;
    const first = cache.isEmpty;
    const positions = BigInt64Array.from({ length: length - scored }, (_, index) => BigInt(scored + index));
    const outputs = await this.decoder.run(
      {
        input_ids: new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, length]),
        encoder_hidden_states: audio.states,
        [SCORED_INPUT]: new Tensor('int64', positions, [positions.length]),
        use_cache_branch: new Tensor('bool', [!first], [1]),
        ...cache.inputs(),
      },
      first ? this.firstOutputs : this.stepOutputs,
    );
    cache.update(outputs);
    const logits = outputs.logits!.data as Float32Array;
    const vocabularySize = outputs.logits!.dims[2]!;
    return rows.map((_, row) => ({
      scores: (position) => {
        const start = (row * positions.length + position - scored) * vocabularySize;
        return logits.subarray(start, start + vocabularySize);
      },
      attention: (position) =>
        this.architecture.alignmentHeads.map(({ layer, head }) => {
          const { data, dims } = outputs[attentionOutput(layer)]!;
          const start = ((row * dims[1]! + head) * length + position) * audio.frames;
          return (data as Float32Array).slice(start, start + audio.frames);
        }),
    }));
  }

  /** Frees the sessions; the model can't be used afterwards. */
  async release(): Promise<void> {
    await this.frontEnd.release();
    await this.transformer.release();
    await this.decoder.release();
  }
}

function attentionLayers(architecture: Architecture): number[] {
  return [...new Set(architecture.alignmentHeads.map(({ layer }) => layer))];
}
