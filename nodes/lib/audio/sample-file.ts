import { readAiffHeader } from './aiff';
import { readAuHeader } from './au';
import { readCafHeader } from './caf';
import type { SampleFileHeader } from './sample-file-header';
import { mayBecomeSignature, signatureOf } from './signatures';
import { readWavHeader } from './wav';

/** The files whose samples can be used as they are, by container. */
const READERS = { wav: readWavHeader, aiff: readAiffHeader, au: readAuHeader, caf: readCafHeader };

const CONTAINERS = Object.keys(READERS);

/** Whether these are the first bytes of a file of samples; undefined when fewer than 12 bytes can't tell yet. */
export function startsSampleFile(bytes: Buffer): boolean | undefined {
  const reader = readerOf(bytes);
  if (reader) return true;
  return bytes.length > 0 && mayBecomeSignature(bytes, CONTAINERS) ? undefined : false;
}

/**
 * Finds the samples in the bytes of a file of samples.
 *
 * @param bytes the beginning of the file, 12 bytes at least
 * @returns the format and where the samples start, or undefined when the header goes on beyond `bytes`
 * @throws AudioError `invalid_wav`, `unsupported_audio`
 */
export function readSampleFileHeader(bytes: Buffer): SampleFileHeader | undefined {
  return readerOf(bytes)?.(bytes);
}

function readerOf(bytes: Buffer): ((bytes: Buffer) => SampleFileHeader | undefined) | undefined {
  const signature = signatureOf(bytes);
  if (!signature || !('container' in signature)) return undefined;
  const { container } = signature;
  return container in READERS ? READERS[container as keyof typeof READERS] : undefined;
}
