import { AudioError, type SampleFormat } from './format';
import {
  checkAnnounced,
  HEADER_LIMIT,
  MOST_CHUNKS,
  unsupportedCodec,
  type SampleFileFormat,
  type SampleFileHeader,
} from './sample-file-header';

type Common = Pick<SampleFileFormat, 'sampleFormat' | 'channels' | 'sampleRate'>;

const FORM_HEADER_LENGTH = 12;
const CHUNK_HEADER_LENGTH = 8;
/** Before the samples stand two numbers: where the first one starts, and how they are blocked. */
const SOUND_HEADER_LENGTH = 8;

/** AIFF-C: how samples are stored, by the code of the compression. */
const CODES: Partial<Record<string, SampleFormat>> = {
  raw: 'u8',
  fl32: 'f32be',
  fl64: 'f64be',
  in24: 's24be',
  in32: 's32be',
  ulaw: 'mulaw',
  alaw: 'alaw',
};

/**
 * Finds the samples in an AIFF or AIFF-C file.
 *
 * @throws AudioError `invalid_wav`, `unsupported_audio`
 */
export function readAiffHeader(bytes: Buffer): SampleFileHeader | undefined {
  let common: Common | undefined;
  let offset = FORM_HEADER_LENGTH;
  for (let chunk = 0; offset + CHUNK_HEADER_LENGTH <= bytes.length; chunk += 1) {
    const id = bytes.toString('latin1', offset, offset + 4);
    const length = bytes.readUInt32BE(offset + 4);
    const body = offset + CHUNK_HEADER_LENGTH;
    if (id === 'SSND') {
      if (!common) throw new AudioError('invalid_wav', 'The AIFF header has no format before its samples.');
      if (body + SOUND_HEADER_LENGTH > bytes.length) return undefined;
      const dataOffset = body + SOUND_HEADER_LENGTH + bytes.readUInt32BE(body);
      if (dataOffset > HEADER_LIMIT) break;
      if (dataOffset > bytes.length) return undefined;
      const dataLength =
        length <= SOUND_HEADER_LENGTH || length === 0xffffffff ? undefined : body + length - dataOffset;
      return { format: { ...common, dataLength, trailingLength: 0 }, dataOffset };
    }
    if (body + length > HEADER_LIMIT || chunk === MOST_CHUNKS) break;
    if (body + length > bytes.length) return undefined;
    if (id === 'COMM') common = readCommon(bytes.subarray(body, body + length));
    offset = body + length + (length % 2);
  }
  if (offset + CHUNK_HEADER_LENGTH > bytes.length) return undefined;
  throw new AudioError('invalid_wav', 'The AIFF header never comes to its samples.');
}

function readCommon(chunk: Buffer): Common {
  if (chunk.length < 18) throw new AudioError('invalid_wav', 'The format chunk of the AIFF header is too short.');
  const channels = chunk.readUInt16BE(0);
  const bits = chunk.readUInt16BE(6);
  const sampleRate = readExtended(chunk.subarray(8, 18));
  const code = chunk.length >= 22 ? chunk.toString('latin1', 18, 22).trim().toLowerCase() : 'none';
  const sampleFormat = sampleFormatOf(code, bits);
  if (!sampleFormat) throw unsupportedCodec('AIFF', `"${code}" with ${bits} bits`);
  checkAnnounced('AIFF', channels, sampleRate);
  return { sampleFormat, channels, sampleRate };
}

/** Samples take whole bytes, and stand at their upper end. */
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
