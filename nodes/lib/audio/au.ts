import type { SampleFormat } from './format';
import { checkAnnounced, HEADER_LIMIT, unsupportedCodec, type SampleFileHeader } from './sample-file-header';

const HEADER_LENGTH = 24;

/** By the encoding number in the header. */
const ENCODINGS: Partial<Record<number, SampleFormat>> = {
  1: 'mulaw',
  2: 's8',
  3: 's16be',
  4: 's24be',
  5: 's32be',
  6: 'f32be',
  7: 'f64be',
  27: 'alaw',
};

/**
 * Finds the samples in an AU file of Sun or NeXT (.au, .snd).
 *
 * @throws AudioError `invalid_wav`, `unsupported_audio`
 */
export function readAuHeader(bytes: Buffer): SampleFileHeader | undefined {
  if (bytes.length < HEADER_LENGTH) return undefined;
  const [dataOffset, length, encoding, sampleRate, channels] = [4, 8, 12, 16, 20].map((at) => bytes.readUInt32BE(at));
  const sampleFormat = ENCODINGS[encoding!];
  if (!sampleFormat || dataOffset! > HEADER_LIMIT) throw unsupportedCodec('AU', `encoding ${encoding}`);
  checkAnnounced('AU', channels!, sampleRate!);
  if (bytes.length < dataOffset!) return undefined;
  const dataLength = length === 0xffffffff || length === 0 ? undefined : length;
  return {
    format: { sampleFormat, channels: channels!, sampleRate: sampleRate!, dataLength, trailingLength: 0 },
    dataOffset: dataOffset!,
  };
}
