import { readSampleFileHeader } from '../sample-file';
import { storedBytes } from '../samples';

const FORM_HEADER_LENGTH = 8;

/**
 * Seconds of an AIFF, AU or CAF file, whose header announces how much there is, if all of it is there; undefined otherwise, and
 * for a header that can't be used.
 */
export function wholeSampleFileSeconds(bytes: Buffer): number | undefined {
  const header = readHeader(bytes);
  if (header?.format.dataLength === undefined) return undefined;
  const { sampleFormat, channels, sampleRate, dataLength } = header.format;
  const isAiff = bytes.toString('latin1', 0, 4) === 'FORM';
  const tags = isAiff ? FORM_HEADER_LENGTH + bytes.readUInt32BE(4) : 0;
  // The last byte of an odd length is padded, by most.
  if (bytes.length + 1 < tags || bytes.length < header.dataOffset + dataLength) return undefined;
  return dataLength / (storedBytes(sampleFormat) * channels * sampleRate);
}

function readHeader(bytes: Buffer): ReturnType<typeof readSampleFileHeader> {
  try {
    return readSampleFileHeader(bytes);
  } catch {
    // It is refused with its reason where its samples are read.
    return undefined;
  }
}
