import type { SampleFormat } from './format';
import { readChunks, type ChunkLayout } from './sample-chunks';
import { checkAnnounced, HEADER_LIMIT, unsupportedCodec, type SampleFileHeader } from './sample-file-header';
import { isSampleFormat } from './samples';
import { mayBecomeSignature, signatureOf } from './signatures';

/** Readers for the numbers in a header. */
interface ByteOrder {
  name: 'le' | 'be';
  uint16: (bytes: Buffer, at: number) => number;
  uint32: (bytes: Buffer, at: number) => number;
}

const LITTLE_ENDIAN: ByteOrder = {
  name: 'le',
  uint16: (bytes, at) => bytes.readUInt16LE(at),
  uint32: (bytes, at) => bytes.readUInt32LE(at),
};
/** RIFX. */
const BIG_ENDIAN: ByteOrder = {
  name: 'be',
  uint16: (bytes, at) => bytes.readUInt16BE(at),
  uint32: (bytes, at) => bytes.readUInt32BE(at),
};

const RIFF_HEADER_LENGTH = 12;
const CHUNK_HEADER_LENGTH = 8;
/** Bytes that the length at byte 4 does not include. */
const RIFF_OWN_LENGTH = 8;
/** A placeholder length: of a live source, or of RF64, which has the true one elsewhere. */
const NO_LENGTH = 0xffffffff;

const PCM = 1;
const IEEE_FLOAT = 3;
const ALAW = 6;
const MULAW = 7;
const EXTENSIBLE = 0xfffe;
/** Names of WAV codecs that are not supported. */
const CODECS: Partial<Record<number, string>> = {
  2: 'Microsoft ADPCM',
  0x11: 'IMA ADPCM',
  0x31: 'GSM 6.10',
  0x45: 'G.726 ADPCM',
  0x50: 'MPEG audio',
  0x55: 'MP3',
  0xff: 'AAC',
};

/** Whether these are the first bytes of a WAV file; undefined when fewer than 12 bytes can't tell yet. */
export function startsWav(bytes: Buffer): boolean | undefined {
  const signature = signatureOf(bytes);
  if (signature) return 'container' in signature && signature.container === 'wav';
  return mayBecomeSignature(bytes, ['wav']) ? undefined : false;
}

/**
 * Finds the samples in the bytes of a WAV file: RIFF, RIFX (big-endian) or RF64.
 *
 * @param bytes the beginning of the file, 12 bytes at least
 * @returns the format and where the samples start, or undefined when the header goes on beyond `bytes`
 * @throws AudioError `invalid_wav`, `unsupported_audio`
 */
export function readWavHeader(bytes: Buffer): SampleFileHeader | undefined {
  const order = byteOrderOf(bytes);
  let longLength: number | undefined;
  return readChunks(bytes, {
    name: 'WAV',
    start: RIFF_HEADER_LENGTH,
    chunkHeader: CHUNK_HEADER_LENGTH,
    lengthOf: (_bytes, chunk) => order.uint32(bytes, chunk + 4),
    behind: nextChunk,
    format: { id: 'fmt ', least: 16, read: (chunk) => readFormatChunk(chunk, order) },
    // RF64: the length of the samples, in 64 bits.
    note: (id, chunk) => {
      if (id === 'ds64' && chunk.length >= 16) longLength = Number(chunk.readBigUInt64LE(8)) || undefined;
    },
    samples: {
      id: 'data',
      locate: (_bytes, body, length) => ({
        dataOffset: body,
        dataLength: length === NO_LENGTH ? longLength : length || undefined,
        trailingLength: trailingLength(bytes, order, body + length),
      }),
    },
  });
}

/**
 * The length of a WAV file, whatever its codec; undefined if its header does not state it, or goes on beyond `bytes`.
 *
 * @param bytes the beginning of the file, 12 bytes at least
 */
export function wavFileLength(bytes: Buffer): { bytes: number; seconds: number } | undefined {
  const order = byteOrderOf(bytes);
  let bytesPerSecond = 0;
  for (let offset = RIFF_HEADER_LENGTH; offset + CHUNK_HEADER_LENGTH <= bytes.length;) {
    const id = bytes.toString('latin1', offset, offset + 4);
    const length = order.uint32(bytes, offset + 4);
    const body = offset + CHUNK_HEADER_LENGTH;
    if (id === 'data') {
      if (length === 0 || length === NO_LENGTH || bytesPerSecond === 0) return undefined;
      const end = body + length;
      return { bytes: end + trailingLength(bytes, order, end), seconds: length / bytesPerSecond };
    }
    if (id === 'fmt ' && body + 12 <= bytes.length) bytesPerSecond = order.uint32(bytes, body + 8);
    offset = nextChunk(bytes, body, length);
  }
  return undefined;
}

function byteOrderOf(bytes: Buffer): ByteOrder {
  return bytes.toString('latin1', 0, 4) === 'RIFX' ? BIG_ENDIAN : LITTLE_ENDIAN;
}

/** Chunks are padded to an even length, which some writers forget: then the next name is where the padding should be. */
function nextChunk(bytes: Buffer, body: number, length: number): number {
  const end = body + length;
  if (length % 2 === 0) return end;
  const isName = /^[A-Za-z0-9]{3}[A-Za-z0-9 ]$/.test(bytes.toString('latin1', end, end + 4));
  return isName ? end : end + 1;
}

/** Bytes after the samples, by the file's length: too few for a chunk are a miscount, and the maximum is a placeholder. */
function trailingLength(bytes: Buffer, order: ByteOrder, dataEnd: number): number {
  const length = RIFF_OWN_LENGTH + order.uint32(bytes, 4) - dataEnd;
  return length > CHUNK_HEADER_LENGTH && length <= HEADER_LIMIT ? length : 0;
}

function readFormatChunk(chunk: Buffer, { name, uint16, uint32 }: ByteOrder): ChunkLayout {
  const tag = uint16(chunk, 0);
  const codec = tag === EXTENSIBLE && chunk.length >= 26 ? uint16(chunk, 24) : tag;
  const channels = uint16(chunk, 2);
  const sampleRate = uint32(chunk, 4);
  const bits = uint16(chunk, 14);
  const sampleFormat = sampleFormatOf(codec, bits, name);
  if (!sampleFormat) throw unsupportedCodec('WAV', `${CODECS[codec] ?? `codec ${codec}`} with ${bits} bits`);
  checkAnnounced('WAV', channels, sampleRate);
  return { sampleFormat, channels, sampleRate };
}

function sampleFormatOf(codec: number, bits: number, order: ByteOrder['name']): SampleFormat | undefined {
  if (codec === ALAW && bits === 8) return 'alaw';
  if (codec === MULAW && bits === 8) return 'mulaw';
  if (codec === PCM && bits === 8) return 'u8';
  const kind = codec === PCM ? 's' : codec === IEEE_FLOAT ? 'f' : undefined;
  const name = `${kind}${bits}${order}`;
  return isSampleFormat(name) ? name : undefined;
}
