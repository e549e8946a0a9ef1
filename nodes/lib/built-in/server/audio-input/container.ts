import { startsWav } from '../../../audio/wav';
import { mpegFrameAt, type MpegFrame } from '../../../audio/mpeg-frame';

/** What the bytes of a stream are wrapped in. */
export type Container =
  'wav' | 'mp3' | 'flac' | 'ogg' | 'mp4' | 'aac' | 'amr' | 'mpeg_audio' | 'mpeg_ts' | 'mpeg_ps' | 'webm';

/**
 * What the first bytes tell: the container and where it starts, a tag of `length` bytes in front of it, that more bytes
 * are needed, or that it is nothing known.
 */
export type Detection =
  | { name: 'container'; container: Container; offset: number }
  | { name: 'tag'; length: number }
  | { name: 'unclear' }
  | { name: 'unknown' };

const SIGNATURES: { container: Container; offset: number; text: string }[] = [
  { container: 'flac', offset: 0, text: 'fLaC' },
  { container: 'ogg', offset: 0, text: 'OggS' },
  { container: 'amr', offset: 0, text: '#!AMR' },
  { container: 'mp4', offset: 4, text: 'ftyp' },
  { container: 'mpeg_ps', offset: 0, text: '\x00\x00\x01\xba' },
  { container: 'webm', offset: 0, text: '\x1a\x45\xdf\xa3' },
];
/** Bytes that every signature fits into. */
const SIGNATURE_LENGTH = 12;

/**
 * A listener who joins a radio stream gets it from the middle of a frame. Bytes in which the start of a frame is looked
 * for: several of the longest frames.
 */
export const SEARCH_LENGTH = 16 * 1024;
/** Frames that must follow one another: a single header of a few bits is found in any noise. */
const FRAMES_IN_A_ROW = 3;
/** ISO/IEC 13818-1 section 2.4.3.2. */
const TS_PACKET = { length: 188, sync: 0x47 };

/**
 * Tells from the first bytes of a stream what it is.
 *
 * @param bytes as many as there are; {@link SEARCH_LENGTH} decide in any case
 * @param complete these are all bytes of the stream
 */
export function detectContainer(bytes: Buffer, complete: boolean): Detection {
  if (bytes.length < SIGNATURE_LENGTH && !complete) return { name: 'unclear' };
  if (startsWav(bytes)) return { name: 'container', container: 'wav', offset: 0 };
  const signature = SIGNATURES.find(
    ({ offset, text }) => bytes.toString('latin1', offset, offset + text.length) === text,
  );
  if (signature) return { name: 'container', container: signature.container, offset: 0 };
  if (bytes.length >= SIGNATURE_LENGTH && bytes.toString('latin1', 0, 3) === 'ID3') {
    return { name: 'tag', length: id3Length(bytes) };
  }
  for (let offset = 0; offset < Math.min(bytes.length, SEARCH_LENGTH); offset++) {
    const container = unmarkedContainerAt(bytes, offset);
    if (container) return { name: 'container', container, offset };
  }
  if (!complete && bytes.length < SEARCH_LENGTH) return { name: 'unclear' };
  const only = complete ? mpegFrameAt(bytes, 0) : undefined;
  return only ? { name: 'container', container: only.kind, offset: 0 } : { name: 'unknown' };
}

function unmarkedContainerAt(bytes: Buffer, offset: number): Container | undefined {
  if (isTransportStreamAt(bytes, offset)) return 'mpeg_ts';
  let first: MpegFrame | undefined;
  for (let at = offset, count = 0; count < FRAMES_IN_A_ROW; count++) {
    const frame = mpegFrameAt(bytes, at);
    first ??= frame;
    if (!frame || frame.kind !== first?.kind || frame.sampleRate !== first.sampleRate) return undefined;
    at += frame.length;
  }
  return first?.kind;
}

function isTransportStreamAt(bytes: Buffer, offset: number): boolean {
  const { length, sync } = TS_PACKET;
  return [0, 1, 2, 3].every((packet) => bytes[offset + packet * length] === sync);
}

/** ID3v2.4 section 3.1: ten bytes of header, then as many as four bytes of seven bits say, then perhaps a footer. */
function id3Length(bytes: Buffer): number {
  const body = [6, 7, 8, 9].reduce((length, at) => (length << 7) | (bytes.readUInt8(at) & 0x7f), 0);
  const footer = bytes.readUInt8(5) & 0x10 ? 10 : 0;
  return 10 + body + footer;
}
