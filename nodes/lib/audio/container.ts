import { filetypename } from 'magic-bytes.js';
import { AudioError } from './format';
import { mpegFrameAt, type MpegFrame } from './mpeg-frame';

/** What the first bytes tell: a container that the protocol takes, that there is none, or that more bytes are needed. */
export type Finding = 'container' | 'none' | 'unclear';

/** Bytes that tell every signature that is looked for here, and bytes in which they are looked for. */
const SIGNATURE_LENGTH = { min: 12, max: 64 };
/** Names that the library gives to signatures of four bytes and more; shorter ones are found in any noise. */
const TAKEN = new Set(['flac', 'ogg', 'oga', 'ogx', 'ogv', 'ogm', 'mp4', 'mov', 'm2p']);
const REFUSED: Partial<Record<string, string>> = { webm: 'WebM or Matroska', aiff: 'AIFF', avi: 'AVI' };

/** What the library does not know. */
const OTHER_SIGNATURES: { text: string; refused?: string }[] = [
  { text: '#!AMR' },
  { text: '.snd', refused: 'Sun AU' },
  { text: 'caff', refused: 'Core Audio' },
  { text: 'RF64', refused: 'RF64' },
  { text: '\x30\x26\xb2\x75', refused: 'Windows Media' },
];

/** Frames that must follow one another: a single header of a few bits is found in any noise. */
const FRAMES_IN_A_ROW = 3;
/** ISO/IEC 13818-1 section 2.4.3.2. */
const TS_PACKET = { length: 188, sync: 0x47, inARow: 4 };

/**
 * Looks for a container at the beginning of a stream that may as well be headerless samples; WAV is not looked for.
 *
 * @param bytes as many as there are; 16 KiB decide in any case
 * @throws AudioError `unsupported_audio` for a container that the protocol does not take
 */
export function findContainer(bytes: Buffer): Finding {
  if (bytes.length < SIGNATURE_LENGTH.min) return 'unclear';
  const start = bytes.subarray(0, SIGNATURE_LENGTH.max);
  const other = OTHER_SIGNATURES.find(({ text }) => start.toString('latin1', 0, text.length) === text);
  const names = filetypename(start);
  const refused = other?.refused ?? names.map((name) => REFUSED[name]).find((name) => name !== undefined);
  if (refused !== undefined) throw unsupportedContainer(refused);
  if (other || isId3(start) || names.some((name) => TAKEN.has(name))) return 'container';
  const findings = [findFrames(bytes), findPackets(bytes)];
  return (
    findings.find((finding) => finding === 'container') ?? findings.find((finding) => finding === 'unclear') ?? 'none'
  );
}

/** The error for audio in a container that the protocol does not take, with its cure. */
export function unsupportedContainer(name: string): AudioError {
  return new AudioError(
    'unsupported_audio',
    `The audio is ${name}, which the server does not take. Convert it before this node, for example with ` +
      '"ffmpeg -i pipe:0 -f wav -ac 1 pipe:1" in an exec node, or record WAV, Ogg or MP3.',
  );
}

/** ID3v2.4 section 3.1: three letters, a version, flags, and a length in bytes below 0x80. */
function isId3(start: Buffer): boolean {
  return (
    start.length >= 10 && start.toString('latin1', 0, 3) === 'ID3' && start.subarray(6, 10).every((byte) => byte < 0x80)
  );
}

function findFrames(bytes: Buffer): Finding {
  let first: MpegFrame | undefined;
  for (let at = 0, count = 0; count < FRAMES_IN_A_ROW; count++) {
    const frame = mpegFrameAt(bytes, at);
    if (!frame) return mayBeFrameAt(bytes, at) ? 'unclear' : 'none';
    first ??= frame;
    if (frame.kind !== first.kind || frame.sampleRate !== first.sampleRate) return 'none';
    at += frame.length;
  }
  return 'container';
}

/** The bytes end before or within a header. */
function mayBeFrameAt(bytes: Buffer, at: number): boolean {
  const header = bytes.subarray(at, at + 7);
  if (header.length === 7) return false;
  return (header[0] ?? 0xff) === 0xff && ((header[1] ?? 0xff) & 0xe0) === 0xe0;
}

function findPackets(bytes: Buffer): Finding {
  for (let packet = 0; packet < TS_PACKET.inARow; packet++) {
    const byte = bytes[packet * TS_PACKET.length];
    if (byte === undefined) return 'unclear';
    if (byte !== TS_PACKET.sync) return 'none';
  }
  return 'container';
}
