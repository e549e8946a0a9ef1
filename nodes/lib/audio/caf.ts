import { AudioError, type SampleFormat } from './format';
import { isSampleFormat } from './samples';
import {
  checkAnnounced,
  HEADER_LIMIT,
  MOST_CHUNKS,
  unsupportedCodec,
  type SampleFileFormat,
  type SampleFileHeader,
} from './sample-file-header';

type Description = Pick<SampleFileFormat, 'sampleFormat' | 'channels' | 'sampleRate'>;

const FILE_HEADER_LENGTH = 8;
const CHUNK_HEADER_LENGTH = 12;
const DESCRIPTION_LENGTH = 32;
/** Before the samples stands how often they were edited. */
const EDIT_COUNT_LENGTH = 4;
const IS_FLOAT = 1;
const IS_LITTLE_ENDIAN = 2;

/**
 * Finds the samples in a Core Audio file.
 *
 * @throws AudioError `invalid_wav`, `unsupported_audio`
 */
export function readCafHeader(bytes: Buffer): SampleFileHeader | undefined {
  let description: Description | undefined;
  let offset = FILE_HEADER_LENGTH;
  for (let chunk = 0; offset + CHUNK_HEADER_LENGTH <= bytes.length; chunk += 1) {
    const id = bytes.toString('latin1', offset, offset + 4);
    const length = Number(bytes.readBigInt64BE(offset + 4));
    const body = offset + CHUNK_HEADER_LENGTH;
    if (id === 'data') {
      if (!description) throw new AudioError('invalid_wav', 'The CAF header has no format before its samples.');
      const dataOffset = body + EDIT_COUNT_LENGTH;
      if (dataOffset > bytes.length) return undefined;
      const dataLength = length > EDIT_COUNT_LENGTH ? length - EDIT_COUNT_LENGTH : undefined;
      return { format: { ...description, dataLength, trailingLength: 0 }, dataOffset };
    }
    if (length < 0 || body + length > HEADER_LIMIT || chunk === MOST_CHUNKS) {
      throw new AudioError('invalid_wav', 'The CAF header never comes to its samples.');
    }
    if (body + length > bytes.length) return undefined;
    if (id === 'desc') description = readDescription(bytes.subarray(body, body + length));
    offset = body + length;
  }
  return undefined;
}

function readDescription(chunk: Buffer): Description {
  if (chunk.length < DESCRIPTION_LENGTH) {
    throw new AudioError('invalid_wav', 'The format chunk of the CAF header is too short.');
  }
  const sampleRate = Math.round(chunk.readDoubleBE(0));
  const codec = chunk.toString('latin1', 8, 12);
  const channels = chunk.readUInt32BE(24);
  const bits = chunk.readUInt32BE(28);
  const sampleFormat = sampleFormatOf(codec, bits, chunk.readUInt32BE(12));
  if (!sampleFormat) throw unsupportedCodec('CAF', `"${codec.trim()}" with ${bits} bits`);
  checkAnnounced('CAF', channels, sampleRate);
  return { sampleFormat, channels, sampleRate };
}

function sampleFormatOf(codec: string, bits: number, flags: number): SampleFormat | undefined {
  if (codec === 'ulaw') return 'mulaw';
  if (codec === 'alaw') return 'alaw';
  if (codec !== 'lpcm') return undefined;
  const order = flags & IS_LITTLE_ENDIAN ? 'le' : 'be';
  const name = bits === 8 ? 's8' : `${flags & IS_FLOAT ? 'f' : 's'}${bits}${order}`;
  return isSampleFormat(name) ? name : undefined;
}
