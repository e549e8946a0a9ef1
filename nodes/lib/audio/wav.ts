import { AudioError, CHANNELS, SAMPLE_RATES, type SampleFormat } from './format';

/** How the samples of a WAV file are stored. */
export interface WavFormat {
  sampleFormat: SampleFormat;
  channels: number;
  /** Hz. */
  sampleRate: number;
  /** Bytes of samples that the header announces; undefined where a live source wrote 0 or 0xFFFFFFFF. */
  dataLength: number | undefined;
  /** Bytes that the header announces behind the samples, for tags; 0 where it says nothing sensible. */
  trailingLength: number;
}

type Stored = Pick<WavFormat, 'sampleFormat' | 'channels' | 'sampleRate'>;

const RIFF_HEADER_LENGTH = 12;
const CHUNK_HEADER_LENGTH = 8;
/** Bytes of a file that its length at byte 4 leaves out. */
const RIFF_OWN_LENGTH = 8;
/** Chunks before `data` (tags, cue points) that are longer than this are not a header that a live source writes. */
const HEADER_LIMIT = 1024 * 1024;
/** More chunks than that before `data` are no header: all of them are looked at with each piece that comes. */
const MOST_CHUNKS = 100;

const PCM = 1;
const IEEE_FLOAT = 3;
const ALAW = 6;
const MULAW = 7;
const EXTENSIBLE = 0xfffe;

/** Whether these are the first bytes of a WAV file; undefined when fewer than 12 bytes can't tell yet. */
export function startsWav(bytes: Buffer): boolean | undefined {
  const matches = (text: string, at: number): boolean =>
    text.startsWith(bytes.toString('latin1', at, Math.min(at + 4, Math.max(at, bytes.length))));
  if (!matches('RIFF', 0) || !matches('WAVE', 8)) return false;
  return bytes.length >= RIFF_HEADER_LENGTH ? true : undefined;
}

/**
 * Finds the samples in the bytes of a WAV file.
 *
 * @param bytes the beginning of the file, 12 bytes at least
 * @returns the format and where the samples start, or undefined when the header goes on beyond `bytes`
 * @throws AudioError `invalid_wav`, `unsupported_audio`
 */
export function readWavHeader(bytes: Buffer): { format: WavFormat; dataOffset: number } | undefined {
  let offset = RIFF_HEADER_LENGTH;
  let stored: Stored | undefined;
  for (let chunk = 0; offset + CHUNK_HEADER_LENGTH <= bytes.length; chunk += 1) {
    const id = bytes.toString('latin1', offset, offset + 4);
    const length = bytes.readUInt32LE(offset + 4);
    const body = offset + CHUNK_HEADER_LENGTH;
    if (id === 'data') {
      if (!stored) throw new AudioError('invalid_wav', 'The WAV header has no format before its samples.');
      const open = length === 0 || length === 0xffffffff;
      const dataLength = open ? undefined : length;
      return {
        format: { ...stored, dataLength, trailingLength: trailingLength(bytes, body + length) },
        dataOffset: body,
      };
    }
    if (body + length > HEADER_LIMIT || chunk === MOST_CHUNKS)
      throw new AudioError('invalid_wav', 'The WAV header never comes to its samples.');
    if (body + length > bytes.length) return undefined;
    if (id === 'fmt ') stored = readFormatChunk(bytes.subarray(body, body + length));
    // Chunks are padded to an even length.
    offset = body + length + (length % 2);
  }
  return undefined;
}

/**
 * How long a WAV file is, whatever its codec; undefined where its header does not tell, or goes on beyond `bytes`.
 *
 * @param bytes the beginning of the file, 12 bytes at least
 */
export function wavFileLength(bytes: Buffer): { bytes: number; seconds: number } | undefined {
  let bytesPerSecond = 0;
  for (let offset = RIFF_HEADER_LENGTH; offset + CHUNK_HEADER_LENGTH <= bytes.length;) {
    const id = bytes.toString('latin1', offset, offset + 4);
    const length = bytes.readUInt32LE(offset + 4);
    const body = offset + CHUNK_HEADER_LENGTH;
    if (id === 'data') {
      if (length === 0 || length === 0xffffffff || bytesPerSecond === 0) return undefined;
      const end = body + length;
      return { bytes: end + trailingLength(bytes, end), seconds: length / bytesPerSecond };
    }
    if (id === 'fmt ' && body + 12 <= bytes.length) bytesPerSecond = bytes.readUInt32LE(body + 8);
    offset = body + length + (length % 2);
  }
  return undefined;
}

/** Some writers count a few bytes too many, which are too few to be a chunk; others count all they can. */
function trailingLength(bytes: Buffer, dataEnd: number): number {
  const length = RIFF_OWN_LENGTH + bytes.readUInt32LE(4) - dataEnd;
  return length > CHUNK_HEADER_LENGTH && length <= HEADER_LIMIT ? length : 0;
}

function readFormatChunk(chunk: Buffer): Stored {
  if (chunk.length < 16) throw new AudioError('invalid_wav', 'The format chunk of the WAV header is too short.');
  const tag = chunk.readUInt16LE(0);
  const codec = tag === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag;
  const channels = chunk.readUInt16LE(2);
  const sampleRate = chunk.readUInt32LE(4);
  const bits = chunk.readUInt16LE(14);
  const sampleFormat = sampleFormatOf(codec, bits);
  if (!sampleFormat) {
    throw new AudioError(
      'unsupported_audio',
      `The WAV file holds codec ${codec} with ${bits} bits. Convert it to 16-bit PCM, for example with ffmpeg.`,
    );
  }
  if (channels < CHANNELS.min || channels > CHANNELS.max) {
    throw new AudioError('invalid_wav', `The WAV header announces ${channels} channels.`);
  }
  if (sampleRate < SAMPLE_RATES.min || sampleRate > SAMPLE_RATES.max) {
    throw new AudioError('invalid_wav', `The WAV header announces ${sampleRate} samples a second.`);
  }
  return { sampleFormat, channels, sampleRate };
}

function sampleFormatOf(codec: number, bits: number): SampleFormat | undefined {
  const formats: Record<string, SampleFormat> = {
    [`${PCM}/8`]: 'u8',
    [`${PCM}/16`]: 's16le',
    [`${PCM}/24`]: 's24le',
    [`${PCM}/32`]: 's32le',
    [`${IEEE_FLOAT}/32`]: 'f32le',
    [`${IEEE_FLOAT}/64`]: 'f64le',
    [`${ALAW}/8`]: 'alaw',
    [`${MULAW}/8`]: 'mulaw',
  };
  return formats[`${codec}/${bits}`];
}
