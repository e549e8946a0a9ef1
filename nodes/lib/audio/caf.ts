import type { SampleFormat } from './format';
import { readChunks, type ChunkedFile, type ChunkLayout } from './sample-chunks';
import { checkAnnounced, unsupportedCodec, type SampleFileHeader } from './sample-file-header';
import { isSampleFormat } from './samples';

/** The edit count before the samples, bytes. */
const EDIT_COUNT_LENGTH = 4;
const IS_FLOAT = 1;
const IS_LITTLE_ENDIAN = 2;

const CAF: ChunkedFile = {
  name: 'CAF',
  start: 8,
  chunkHeader: 12,
  lengthOf: (bytes, chunk) => Number(bytes.readBigInt64BE(chunk + 4)),
  behind: (_bytes, body, length) => body + length,
  format: { id: 'desc', least: 32, read: readDescription },
  samples: {
    id: 'data',
    locate: (bytes, body, length) => {
      const dataOffset = body + EDIT_COUNT_LENGTH;
      if (dataOffset > bytes.length) return undefined;
      const dataLength = length > EDIT_COUNT_LENGTH ? length - EDIT_COUNT_LENGTH : undefined;
      return { dataOffset, dataLength, trailingLength: 0 };
    },
  },
};

/**
 * Finds the samples in a Core Audio file.
 *
 * @throws AudioError `invalid_wav`, `unsupported_audio`
 */
export function readCafHeader(bytes: Buffer): SampleFileHeader | undefined {
  return readChunks(bytes, CAF);
}

function readDescription(chunk: Buffer): ChunkLayout {
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
