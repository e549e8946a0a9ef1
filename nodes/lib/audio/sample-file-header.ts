import { CONVERSION } from './conversion';
import { AudioError, CHANNELS, SAMPLE_RATES, type SampleFormat } from './format';

/** The format of the samples in a file. */
export interface SampleFileFormat {
  sampleFormat: SampleFormat;
  channels: number;
  /** Hz. */
  sampleRate: number;
  /** Bytes of samples that the header announces; undefined where a live source announced none. */
  dataLength: number | undefined;
  /** Bytes after the samples, for tags, by the header; 0 if it states nothing plausible. */
  trailingLength: number;
}

/** The header of a file of samples, and the offset of the first one. */
export interface SampleFileHeader {
  format: SampleFileFormat;
  dataOffset: number;
}

/** The most bytes before the samples (tags, cue points): a live source writes no longer header. */
export const HEADER_LIMIT = 1024 * 1024;

/**
 * Checks the channels and the rate of a header.
 *
 * @param file its name for errors, such as "WAV"
 * @throws AudioError `invalid_wav`
 */
export function checkAnnounced(file: string, channels: number, sampleRate: number): void {
  if (channels < CHANNELS.min || channels > CHANNELS.max) {
    throw new AudioError('invalid_wav', `The ${file} header announces ${channels} channels.`);
  }
  if (!(sampleRate >= SAMPLE_RATES.min && sampleRate <= SAMPLE_RATES.max)) {
    throw new AudioError('invalid_wav', `The ${file} header announces ${sampleRate} samples a second.`);
  }
}

/** The error for samples that are compressed, or in an unknown format. */
export function unsupportedCodec(file: string, codec: string): AudioError {
  return new AudioError(
    'unsupported_audio',
    `The ${file} file holds ${codec}. Convert it to 16-bit PCM, ${CONVERSION}.`,
  );
}
