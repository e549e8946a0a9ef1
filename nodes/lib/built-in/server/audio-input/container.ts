import { mpegFrameAt, mpegFramesAt } from '../../../audio/mpeg-frame';
import { id3TagLength, SIGNATURE_LENGTH, signatureOf, type Container } from '../../../audio/signatures';
import { transportPacketsAt } from '../../../audio/transport-stream';

/**
 * The result of a detection: the container and its offset, a tag of `length` bytes before it, more bytes are needed, or an
 * unknown format.
 */
export type Detection =
  | { name: 'container'; container: Container; offset: number }
  | { name: 'tag'; length: number }
  | { name: 'unclear' }
  | { name: 'unknown' };

/**
 * Bytes in which the start of a frame is searched, since radio streams begin in the middle of one: several of the longest
 * frames.
 */
export const SEARCH_LENGTH = 16 * 1024;

/**
 * Detects the container from the first bytes of a stream.
 *
 * @param bytes all so far; {@link SEARCH_LENGTH} are always enough
 * @param complete whether these are all bytes of the stream
 */
export function detectContainer(bytes: Buffer, complete: boolean): Detection {
  if (bytes.length < SIGNATURE_LENGTH && !complete) return { name: 'unclear' };
  const signature = signatureOf(bytes);
  if (signature) return 'container' in signature ? { name: 'container', ...signature, offset: 0 } : { name: 'unknown' };
  const tag = id3TagLength(bytes);
  if (tag !== undefined) return { name: 'tag', length: tag };
  for (let offset = 0; offset < Math.min(bytes.length, SEARCH_LENGTH); offset++) {
    const container = unmarkedContainerAt(bytes, offset);
    if (container) return { name: 'container', container, offset };
  }
  if (!complete && bytes.length < SEARCH_LENGTH) return { name: 'unclear' };
  const only = complete ? mpegFrameAt(bytes, 0) : undefined;
  return only ? { name: 'container', container: only.kind, offset: 0 } : { name: 'unknown' };
}

function unmarkedContainerAt(bytes: Buffer, offset: number): Container | undefined {
  const packets = transportPacketsAt(bytes, offset);
  if (packets === 'mpeg_ts') return packets;
  const frames = mpegFramesAt(bytes, offset);
  return frames === 'none' || frames === 'unclear' ? undefined : frames;
}
