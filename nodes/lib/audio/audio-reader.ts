import { AudioError, bytesPerSample, bytesPerSecond, type Format, type RawEncoding, type RawFormat } from './format';
import { readWavHeader, startsWav, type WavFormat } from './wav';
import { WholeSamples } from './whole-samples';

/** A part of the audio as it will travel: whole samples, at most 100 ms; or a part of a container. */
export interface AudioPiece {
  data: Buffer;
  /** Its length in time; 0 where that can't be told (containers). */
  seconds: number;
}

/** Longest piece of headerless audio, seconds: short enough for a steady stream, long enough to keep messages few. */
const PIECE_SECONDS = 0.1;
/** Longest piece of a container, bytes. */
const FILE_PIECE_BYTES = 16 * 1024;

const WIRE_ENCODING: Partial<Record<WavFormat['sampleFormat'], RawEncoding>> = {
  s16le: 'pcm_s16le',
  f32le: 'pcm_f32le',
  mulaw: 'mulaw',
};

type State =
  | { name: 'detecting'; bytes: Buffer }
  | { name: 'wav_header'; bytes: Buffer }
  | { name: 'raw'; samples: WholeSamples; format: RawFormat; remaining: number }
  | { name: 'file'; remaining: number }
  | { name: 'complete' };

/**
 * Reads the bytes of one stream, in Buffers cut anywhere, and gives them back in the form in which they go to the server.
 * A WAV header is taken off where the protocol knows its samples, since headerless audio can be sent again after a lost
 * connection; other WAV files travel whole. Incoming Buffers are neither copied nor changed.
 */
export class AudioReader {
  private state: State;
  private known: Format | undefined;

  /** @param format what the bytes are if they don't begin with a WAV header; `file` is never looked into. */
  constructor(private readonly assumed: Format) {
    if (assumed.type === 'file') {
      this.known = assumed;
      this.state = { name: 'file', remaining: Infinity };
    } else {
      this.state = { name: 'detecting', bytes: Buffer.alloc(0) };
    }
  }

  /** What goes to the server; undefined while the first bytes don't tell yet. */
  get format(): Format | undefined {
    return this.known;
  }

  /** The samples that a WAV header announced have all been read; what comes after belongs to nothing. */
  get complete(): boolean {
    return this.state.name === 'complete';
  }

  /** @throws AudioError `invalid_wav`, `unsupported_audio` */
  read(data: Buffer): AudioPiece[] {
    const state = this.state;
    switch (state.name) {
      case 'detecting': {
        const bytes = joined(state.bytes, data);
        const wav = startsWav(bytes);
        if (wav === undefined) {
          this.state = { name: 'detecting', bytes };
          return [];
        }
        this.state = wav ? { name: 'wav_header', bytes: Buffer.alloc(0) } : this.asRaw(this.assumedRaw, Infinity);
        return this.read(bytes);
      }
      case 'wav_header': {
        const bytes = joined(state.bytes, data);
        const header = readWavHeader(bytes);
        if (!header) {
          this.state = { name: 'wav_header', bytes };
          return [];
        }
        const encoding = WIRE_ENCODING[header.format.sampleFormat];
        if (!encoding || header.format.channels !== 1) {
          this.known = { type: 'file' };
          this.state = { name: 'file', remaining: header.dataOffset + (header.format.dataLength ?? Infinity) };
          return this.read(bytes);
        }
        const format: RawFormat = { type: 'raw', encoding, sample_rate: header.format.sampleRate };
        this.state = this.asRaw(format, header.format.dataLength ?? Infinity);
        return this.read(bytes.subarray(header.dataOffset));
      }
      case 'raw': {
        const pieces = state.samples.push(data.subarray(0, Math.min(data.length, state.remaining)));
        state.remaining -= data.length;
        if (state.remaining <= 0) this.state = { name: 'complete' };
        return pieces.map((piece) => ({ data: piece, seconds: piece.length / bytesPerSecond(state.format) }));
      }
      case 'file': {
        const pieces: AudioPiece[] = [];
        const end = Math.min(data.length, state.remaining);
        for (let at = 0; at < end; at += FILE_PIECE_BYTES) {
          pieces.push({ data: data.subarray(at, Math.min(at + FILE_PIECE_BYTES, end)), seconds: 0 });
        }
        state.remaining -= data.length;
        if (state.remaining <= 0) this.state = { name: 'complete' };
        return pieces;
      }
      case 'complete':
        return [];
    }
  }

  /**
   * No more bytes: gives what was held back because it was too short to tell a header.
   *
   * @throws AudioError `invalid_wav`
   */
  end(): AudioPiece[] {
    if (this.state.name === 'wav_header') {
      throw new AudioError('invalid_wav', 'The WAV file ends within its header.');
    }
    if (this.state.name !== 'detecting' || this.state.bytes.length === 0) return [];
    const { bytes } = this.state;
    this.state = this.asRaw(this.assumedRaw, Infinity);
    return this.read(bytes);
  }

  private get assumedRaw(): RawFormat {
    return this.assumed as RawFormat;
  }

  private asRaw(format: RawFormat, remaining: number): State {
    this.known = format;
    const samples = new WholeSamples(bytesPerSample(format.encoding), bytesPerSecond(format) * PIECE_SECONDS);
    return { name: 'raw', samples, format, remaining };
  }
}

function joined(before: Buffer, data: Buffer): Buffer {
  return before.length === 0 ? data : Buffer.concat([before, data]);
}
