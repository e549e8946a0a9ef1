import { AudioError, type SampleFormat } from './format';
import { readChunks, type ChunkedFile, type ChunkLayout, type SampleSpan } from './sample-chunks';
import { checkAnnounced, HEADER_LIMIT, unsupportedCodec, type SampleFileHeader } from './sample-file-header';

/** Bytes before the samples in their chunk: the offset of the first one, and the block size. */
const SOUND_HEADER_LENGTH = 8;

/** AIFF-C: sample formats by compression code. */
const CODES: Partial<Record<string, SampleFormat>> = {
  raw: 'u8',
  fl32: 'f32be',
  fl64: 'f64be',
  in24: 's24be',
  in32: 's32be',
  ulaw: 'mulaw',
  alaw: 'alaw',
};

const AIFF: ChunkedFile = {
  name: 'AIFF',
  start: 12,
  chunkHeader: 8,
  lengthOf: (bytes, chunk) => bytes.readUInt32BE(chunk + 4),
  behind: (_bytes, body, length) => body + length + (length % 2),
  format: { id: 'COMM', least: 18, read: readCommon },
  samples: { id: 'SSND', locate: locateSamples },
};

/**
 * Finds the samples in an AIFF or AIFF-C file.
 *
 * @throws AudioError `invalid_wav`, `unsupported_audio`
 */
export function readAiffHeader(bytes: Buffer): SampleFileHeader | undefined {
  return readChunks(bytes, AIFF);
}

function locateSamples(bytes: Buffer, body: number, length: number): SampleSpan | undefined {
  if (body + SOUND_HEADER_LENGTH > bytes.length) return undefined;
  const dataOffset = body + SOUND_HEADER_LENGTH + bytes.readUInt32BE(body);
  if (dataOffset > HEADER_LIMIT) throw new AudioError('invalid_wav', 'The AIFF header never comes to its samples.');
  if (dataOffset > bytes.length) return undefined;
  const dataLength = length <= SOUND_HEADER_LENGTH || length === 0xffffffff ? undefined : body + length - dataOffset;
  return { dataOffset, dataLength, trailingLength: 0 };
}

function readCommon(chunk: Buffer): ChunkLayout {
  const channels = chunk.readUInt16BE(0);
  const bits = chunk.readUInt16BE(6);
  const sampleRate = readExtended(chunk.subarray(8, 18));
  const code = chunk.length >= 22 ? chunk.toString('latin1', 18, 22).trim().toLowerCase() : 'none';
  const sampleFormat = sampleFormatOf(code, bits);
  if (!sampleFormat) throw unsupportedCodec('AIFF', `"${code}" with ${bits} bits`);
  checkAnnounced('AIFF', channels, sampleRate);
  return { sampleFormat, channels, sampleRate };
}

/** Samples of other widths are left-aligned in whole bytes. */
function sampleFormatOf(code: string, bits: number): SampleFormat | undefined {
  const bytes = Math.ceil(bits / 8);
  if (bytes < 1 || bytes > 4) return CODES[code];
  if (code === 'sowt') return bytes === 1 ? 's8' : (`s${bytes * 8}le` as SampleFormat);
  if (code === 'none' || code === 'twos') return bytes === 1 ? 's8' : (`s${bytes * 8}be` as SampleFormat);
  return CODES[code];
}

/** A positive number of IEEE 754 extended precision, 80 bits. */
function readExtended(bytes: Buffer): number {
  const exponent = (bytes.readUInt16BE(0) & 0x7fff) - 16383 - 63;
  return Math.round(Number(bytes.readBigUInt64BE(2)) * 2 ** exponent);
}
