import { ConverterType, create } from '@alexanderolsen/libsamplerate-js';

/** Samples per second that can be converted from and to. */
const RESAMPLE_RATES = { min: 4000, max: 192000 };

/** Samples per call: the converter's arrays hold 1,008,000 samples, and the output may be 48 times as long as the input. */
const BLOCK = 16384;

type Converter = Awaited<ReturnType<typeof create>>;
type State = { name: 'same_rate' } | { name: 'converting'; converter: Converter } | { name: 'ended' };

/**
 * Changes the sample rate of one stream of mono samples, whatever the sizes of its pieces. Uses libsamplerate's
 * "fastest" sinc converter: 97 dB signal-to-noise ratio, 80 % of the bandwidth.
 */
export class Resampler {
  private taken = 0;
  private given = 0;

  private constructor(
    private state: State,
    private readonly from: number,
    private readonly to: number,
  ) {}

  /**
   * @param from input samples per second, within {@link RESAMPLE_RATES}
   * @param to output samples per second, within {@link RESAMPLE_RATES}
   * @throws RangeError when a rate is out of range
   */
  static async create(from: number, to: number): Promise<Resampler> {
    for (const rate of [from, to]) {
      if (rate >= RESAMPLE_RATES.min && rate <= RESAMPLE_RATES.max) continue;
      throw new RangeError(`cannot convert a sample rate of ${rate} Hz`);
    }
    if (from === to) return new Resampler({ name: 'same_rate' }, from, to);
    const converter = await create(1, from, to, { converterType: ConverterType.SRC_SINC_FASTEST });
    return new Resampler({ name: 'converting', converter }, from, to);
  }

  /**
   * Converts the next samples (-1 to 1). The result lags by the converter's look-ahead, about 20 samples of the lower
   * rate. With equal rates it is the very same array; after the end of the stream it is empty.
   */
  push(samples: Float32Array): Float32Array {
    const { state } = this;
    if (state.name === 'same_rate') return samples;
    if (state.name === 'ended') return new Float32Array(0);
    const pieces: Float32Array[] = [];
    for (let offset = 0; offset < samples.length; offset += BLOCK) {
      pieces.push(state.converter.full(samples.subarray(offset, offset + BLOCK)));
    }
    const converted = join(pieces);
    this.taken += samples.length;
    this.given += converted.length;
    return converted;
  }

  /** Ends the stream: returns the samples that the look-ahead held back. */
  flush(): Float32Array {
    if (this.state.name !== 'converting') return new Float32Array(0);
    const missing = Math.round((this.taken * this.to) / this.from) - this.given;
    const silence = new Float32Array(Math.ceil(this.from / 10));
    const tail = this.push(silence).slice(0, Math.max(0, missing));
    this.close();
    return tail;
  }

  /** Frees the converter; may be called twice. */
  close(): void {
    if (this.state.name === 'converting') this.state.converter.destroy();
    this.state = { name: 'ended' };
  }
}

function join(pieces: Float32Array[]): Float32Array {
  if (pieces.length === 1) return pieces[0]!;
  const joined = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}
