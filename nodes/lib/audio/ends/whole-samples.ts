import { readSampleFileHeader } from '../sample-file';
import { storedBytes } from '../samples';

const FORM_HEADER_LENGTH = 8;

/**
 * Seconds of an AIFF, AU or CAF file if it is complete by its header; undefined otherwise, and for an invalid header.
 */
export function wholeSampleFileSeconds(bytes: Buffer): number | undefined {
  const header = readHeader(bytes);
  if (header?.format.dataLength === undefined) return undefined;
  const { sampleFormat, channels, sampleRate, dataLength } = header.format;
  const isAiff = bytes.toString('latin1', 0, 4) === 'FORM';
  const tags = isAiff ? FORM_HEADER_LENGTH + bytes.readUInt32BE(4) : 0;
  // Most writers pad an odd length.
  if (bytes.length + 1 < tags || bytes.length < header.dataOffset + dataLength) return undefined;
  return dataLength / (storedBytes(sampleFormat) * channels * sampleRate);
}

function readHeader(bytes: Buffer): ReturnType<typeof readSampleFileHeader> {
  try {
    return readSampleFileHeader(bytes);
  } catch {
    // The error is raised where its samples are read.
    return undefined;
  }
}
