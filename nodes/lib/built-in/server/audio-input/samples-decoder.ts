import type { SampleFormat } from '../../../audio/format';
import { storedBytes, toMono } from '../../../audio/samples';
import { SampleAligner } from '../../../audio/sample-aligner';
import type { AudioDecoder } from './decoder';
import { RateConversion } from './rate-conversion';

/** Format of headerless samples. */
export interface StoredSamples {
  sampleFormat: SampleFormat;
  channels: number;
  /** Hz. */
  sampleRate: number;
  /** Bytes of samples, after which other data follows; undefined: unlimited. */
  dataLength?: number;
}

/** Decodes uncompressed samples. */
export class SamplesDecoder implements AudioDecoder {
  private readonly whole: SampleAligner;
  private readonly conversion = new RateConversion();
  private remaining: number;

  constructor(private readonly stored: StoredSamples) {
    const frameBytes = storedBytes(stored.sampleFormat) * stored.channels;
    // A tenth of a second at a time keeps the copies made by decoding small.
    this.whole = new SampleAligner(frameBytes, Math.ceil(stored.sampleRate / 10) * frameBytes);
    this.remaining = stored.dataLength ?? Infinity;
  }

  async *decode(bytes: Buffer): AsyncGenerator<Float32Array> {
    const { sampleFormat, channels, sampleRate } = this.stored;
    const heard = bytes.subarray(0, Math.min(bytes.length, this.remaining));
    this.remaining -= heard.length;
    for (const piece of this.whole.push(heard)) {
      yield* await this.conversion.push(toMono(piece, sampleFormat, channels), sampleRate);
    }
  }

  async *end(): AsyncGenerator<Float32Array> {
    yield* await Promise.resolve(this.conversion.end());
  }

  close(): void {
    this.conversion.close();
  }
}
