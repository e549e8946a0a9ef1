import { CONVERSION } from './conversion';
import { AudioError, CHANNELS, SAMPLE_RATES, type SampleFormat } from './format';

/** How the samples of a file are stored. */
export interface SampleFileFormat {
  sampleFormat: SampleFormat;
  channels: number;
  /** Hz. */
  sampleRate: number;
  /** Bytes of samples that the header announces; undefined where a live source announced none. */
  dataLength: number | undefined;
  /** Bytes that the header announces behind the samples, for tags; 0 where it says nothing sensible. */
  trailingLength: number;
}

/** What the header of a file of samples says, and the byte at which its samples start. */
export interface SampleFileHeader {
  format: SampleFileFormat;
  dataOffset: number;
}

/** Bytes before the samples (tags, cue points): what goes on for longer is not a header that a live source writes. */
export const HEADER_LIMIT = 1024 * 1024;

/**
 * Checks what a header announces.
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

/** The error for samples that are compressed, or stored in a way that is not known here. */
export function unsupportedCodec(file: string, codec: string): AudioError {
  return new AudioError(
    'unsupported_audio',
    `The ${file} file holds ${codec}. Convert it to 16-bit PCM, ${CONVERSION}.`,
  );
}
