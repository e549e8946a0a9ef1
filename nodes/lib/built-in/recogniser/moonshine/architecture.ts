import type { ModelSize } from '../packages';

/** What of a model's shape has to be known to run it. */
export interface Architecture {
  layers: number;
  heads: number;
  /** Numbers per position, layer and head in the decoder's cache. */
  headSize: number;
  /** Channels of the encoder's first convolution. */
  firstChannels: number;
  /** Channels of its second convolution. */
  secondChannels: number;
  /**
   * Layer and head of the cross-attention heads that follow the words through the audio. The three best of each model
   * against forced alignments; all heads together do nearly as well.
   */
  alignmentHeads: readonly { layer: number; head: number }[];
}

/** Moonshine (Jeffries et al. 2024, "Moonshine: Speech Recognition for Live Transcription and Voice Commands", table 1). */
export const ARCHITECTURES: Readonly<Record<ModelSize, Architecture>> = {
  tiny: {
    layers: 6,
    heads: 8,
    headSize: 36,
    firstChannels: 288,
    secondChannels: 576,
    alignmentHeads: [
      { layer: 5, head: 6 },
      { layer: 5, head: 7 },
      { layer: 3, head: 5 },
    ],
  },
  base: {
    layers: 8,
    heads: 8,
    headSize: 52,
    firstChannels: 416,
    secondChannels: 832,
    alignmentHeads: [
      { layer: 4, head: 2 },
      { layer: 6, head: 1 },
      { layer: 5, head: 5 },
    ],
  },
};

/** The token that every decoding begins with. */
export const BEGIN_TOKEN = 1;
/** The token that ends every decoding. */
export const END_TOKEN = 2;

/** Samples that the encoder's first convolution sees at once. */
export const FIRST_KERNEL = 127;
/** Samples from one of its steps to the next. */
export const FIRST_HOP = 64;
/** Steps of the first convolution that the second one sees at once. */
export const SECOND_KERNEL = 7;
/** Steps of the first convolution from one step of the second one to the next. */
export const SECOND_HOP = 3;

/** Samples from one encoder frame to the next: the third convolution moves by two steps of the second. */
export const FRAME_SAMPLES = FIRST_HOP * SECOND_HOP * 2;
/** Samples from a frame's first to its middle one: the three convolutions together see 895 samples. */
export const FRAME_CENTRE = 447;

/** More tokens than that in a second of audio are not speech but a loop of the model (Moonshine's own limit). */
export const TOKENS_PER_SECOND = 6.5;
