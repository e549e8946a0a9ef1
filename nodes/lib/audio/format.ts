import { CodedError } from '../errors/coded-error';

/** Sample encodings that the Speech API takes without a header; mono. */
export type RawEncoding = 'pcm_f32le' | 'pcm_s16le' | 'mulaw';

/** The protocol's own description of headerless audio. `sample_rate` in Hz. */
export interface RawFormat {
  type: 'raw';
  encoding: RawEncoding;
  sample_rate: number;
}

/** Audio that goes to the server with its container. */
export interface FileFormat {
  type: 'file';
}

/** What goes to the server. */
export type Format = RawFormat | FileFormat;

/** Formats in which samples may be stored. */
export type SampleFormat =
  | 'u8'
  | 's8'
  | 's16le'
  | 's16be'
  | 's24le'
  | 's24be'
  /** 24 bits in the lower three of four bytes. */
  | 's24_32le'
  | 's24_32be'
  | 's32le'
  | 's32be'
  | 'f32le'
  | 'f32be'
  | 'f64le'
  | 'f64be'
  | 'mulaw'
  | 'alaw';

/** Headerless audio as a source stores it; channels are interleaved. */
export interface StoredFormat {
  type: 'stored';
  sampleFormat: SampleFormat;
  /** Within {@link CHANNELS}. */
  channels: number;
  /** Hz, within {@link SAMPLE_RATES}. */
  sampleRate: number;
}

/** The format of a source without a WAV header. `auto`: decided by its first bytes. */
export type SourceFormat = Format | StoredFormat | { type: 'auto' };

/** The format of headerless audio by default: that of most microphones and satellites. */
export const DEFAULT_FORMAT: RawFormat = { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 };

/** Channels that a source may have: more are a misread header. */
export const CHANNELS = { min: 1, max: 64 };

/** Samples per second that a source may have: others are a misread header. */
export const SAMPLE_RATES = { min: 1000, max: 384000 };

const BYTES_PER_SAMPLE: Record<RawEncoding, number> = { pcm_f32le: 4, pcm_s16le: 2, mulaw: 1 };

/** Bytes of one sample. */
export function bytesPerSample(encoding: RawEncoding): number {
  return BYTES_PER_SAMPLE[encoding];
}

/** Bytes of one second. */
export function bytesPerSecond(format: RawFormat): number {
  return BYTES_PER_SAMPLE[format.encoding] * format.sample_rate;
}

/** An error for audio that is refused. `code` is stable, `message` says cause and cure. */
export class AudioError extends CodedError {
  constructor(
    override readonly code:
      | 'text_not_audio'
      | 'not_audio'
      | 'not_samples'
      | 'unknown_action'
      | 'invalid_audio_format'
      | 'unsupported_audio'
      | 'invalid_wav',
    message: string,
  ) {
    super(code, message);
  }
}

/** Whether two formats are the same. */
export function sameFormat(one: Format, other: Format): boolean {
  if (one.type === 'file' || other.type === 'file') return one.type === other.type;
  return one.encoding === other.encoding && one.sample_rate === other.sample_rate;
}
