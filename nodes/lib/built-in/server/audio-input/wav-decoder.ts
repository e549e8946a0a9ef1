import { readSampleFileHeader } from '../../../audio/sample-file';
import type { SampleFileHeader } from '../../../audio/sample-file-header';
import type { AudioDecoder } from './decoder';
import { SamplesDecoder } from './samples-decoder';
import { unreadable } from './unreadable';

type State = { name: 'header'; bytes: Buffer } | { name: 'samples'; decoder: SamplesDecoder };

/** Decodes a file (WAV, AIFF, AU, CAF) with uncompressed or G.711 samples. */
export class WavDecoder implements AudioDecoder {
  private state: State = { name: 'header', bytes: Buffer.alloc(0) };

  async *decode(bytes: Buffer): AsyncGenerator<Float32Array> {
    if (this.state.name === 'samples') {
      yield* this.state.decoder.decode(bytes);
      return;
    }
    const header = Buffer.concat([this.state.bytes, bytes]);
    const read = readHeader(header);
    if (!read) {
      this.state = { name: 'header', bytes: header };
      return;
    }
    const decoder = new SamplesDecoder(read.format);
    this.state = { name: 'samples', decoder };
    yield* decoder.decode(header.subarray(read.dataOffset));
  }

  async *end(): AsyncGenerator<Float32Array> {
    if (this.state.name === 'header') throw unreadable('the file ends within its header');
    yield* this.state.decoder.end();
  }

  close(): void {
    if (this.state.name === 'samples') this.state.decoder.close();
  }
}

function readHeader(bytes: Buffer): SampleFileHeader | undefined {
  if (bytes.length < 12) return undefined;
  try {
    return readSampleFileHeader(bytes);
  } catch (error) {
    throw unreadable((error as Error).message);
  }
}
