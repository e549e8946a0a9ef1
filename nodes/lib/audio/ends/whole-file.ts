import { mpegFrameAt } from '../mpeg-frame';
import { signatureOf, startsId3 } from '../signatures';
import { startsWav, wavFileLength } from '../wav';
import { wholeSampleFileSeconds } from './whole-samples';

/** Seconds of frames that follow one another to the very end: a live source sends a few at a time. */
const LEAST_FRAMES = 2;
const ID3V1_LENGTH = 128;
/** Samples of a frame. */
const FRAME_SAMPLES = { mp3: 1152, mp3LowRate: 576, mpeg_audio: 1152, aac: 1024 };
const OGG = { header: 27, first: 0x02, last: 0x04 };
/** Boxes are looked at while there are not more of them. */
const MOST_BOXES = 10_000;
const EBML = Buffer.from('1a45dfa3', 'hex');
const SEGMENT = Buffer.from('18538067', 'hex');
/** Bytes of an AMR frame by its type; each lasts 20 ms. */
const AMR = {
  '#!AMR\n': [13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1],
  '#!AMR-WB\n': [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1, 1, 1, 1, 1, 1],
};
const AMR_FRAME_SECONDS = 0.02;

/**
 * Whether the bytes are a file from its beginning to its end, as far as its structure tells. `seconds` only of files of
 * samples, where a short one may be a piece of live audio.
 */
export function findWholeFile(bytes: Buffer): { seconds?: number } | undefined {
  // All that is not frames begins with a signature, and live samples with none.
  if (!signatureOf(bytes)) return isMpegAudio(bytes) ? {} : undefined;
  if (startsWav(bytes) === true) {
    const length = wavFileLength(bytes);
    // The last byte of an odd length is padded, by most.
    return length && bytes.length + 1 >= length.bytes ? { seconds: length.seconds } : undefined;
  }
  const seconds = wholeSampleFileSeconds(bytes);
  if (seconds !== undefined) return { seconds };
  const isWhole = isOgg(bytes) || isMp4(bytes) || isMpegAudio(bytes) || isAmr(bytes) || isWebm(bytes);
  return isWhole ? {} : undefined;
}

/** RFC 3533, 6: the last page of each of its streams says that it is the last one. */
function isOgg(bytes: Buffer): boolean {
  const open = new Set<number>();
  let at = 0;
  while (at + OGG.header <= bytes.length && bytes.toString('latin1', at, at + 4) === 'OggS') {
    const flags = bytes.readUInt8(at + 5);
    const serial = bytes.readUInt32LE(at + 14);
    const segments = bytes.readUInt8(at + 26);
    if ((flags & OGG.first) !== 0) open.add(serial);
    else if (!open.has(serial)) return false;
    if ((flags & OGG.last) !== 0) open.delete(serial);
    const lengths = bytes.subarray(at + OGG.header, at + OGG.header + segments);
    at += OGG.header + segments + lengths.reduce((sum, length) => sum + length, 0);
  }
  return at > 0 && at === bytes.length && open.size === 0;
}

/** ISO/IEC 14496-12: an index and samples; of a file in fragments, which may be live, only with the index behind them. */
function isMp4(bytes: Buffer): boolean {
  const types = new Set<string>();
  let at = 0;
  for (let box = 0; at + 8 <= bytes.length && box < MOST_BOXES; box += 1) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (box === 0 && !['ftyp', 'wide', 'moov', 'mdat'].includes(type)) return false;
    types.add(type);
    const length = boxLength(bytes, at);
    if (length === undefined || length < 8) return false;
    at += length;
  }
  return at === bytes.length && types.has('moov') && types.has('mdat') && (!types.has('moof') || types.has('mfra'));
}

function boxLength(bytes: Buffer, at: number): number | undefined {
  const length = bytes.readUInt32BE(at);
  if (length === 0) return bytes.length - at;
  if (length !== 1) return length;
  return at + 16 <= bytes.length ? Number(bytes.readBigUInt64BE(at + 8)) : undefined;
}

function isMpegAudio(bytes: Buffer): boolean {
  if (bytes[0] !== 0xff && !startsId3(bytes)) return false;
  const end = bytes.toString('latin1', bytes.length - ID3V1_LENGTH, bytes.length - ID3V1_LENGTH + 3) === 'TAG';
  const length = end ? bytes.length - ID3V1_LENGTH : bytes.length;
  let at = id3Length(bytes);
  let seconds = 0;
  while (at < length) {
    const frame = mpegFrameAt(bytes, at);
    if (!frame) return false;
    const isLowRate = frame.kind === 'mp3' && frame.sampleRate <= 24_000;
    seconds += FRAME_SAMPLES[isLowRate ? 'mp3LowRate' : frame.kind] / frame.sampleRate;
    at += frame.length;
  }
  return at === length && seconds >= LEAST_FRAMES;
}

/** ID3v2.4, 3.1; 0 where there is none. */
function id3Length(bytes: Buffer): number {
  if (bytes.length < 10 || bytes.toString('latin1', 0, 3) !== 'ID3') return 0;
  return bytes.subarray(6, 10).reduce((length, byte) => (length << 7) | (byte & 0x7f), 0) + 10;
}

/** RFC 4867, 5. */
function isAmr(bytes: Buffer): boolean {
  for (const [magic, lengths] of Object.entries(AMR)) {
    if (bytes.toString('latin1', 0, magic.length) !== magic) continue;
    let at = magic.length;
    let frames = 0;
    for (; at < bytes.length; frames += 1) at += lengths[(bytes.readUInt8(at) >> 3) & 0x0f]!;
    return at === bytes.length && frames * AMR_FRAME_SECONDS >= LEAST_FRAMES;
  }
  return false;
}

/** RFC 8794: a header, then one segment of a known length that reaches to the end; a live one has no length. */
function isWebm(bytes: Buffer): boolean {
  if (bytes.length < EBML.length || !bytes.subarray(0, EBML.length).equals(EBML)) return false;
  const header = ebmlEnd(bytes, EBML.length);
  if (header === undefined || !bytes.subarray(header, header + SEGMENT.length).equals(SEGMENT)) return false;
  return ebmlEnd(bytes, header + SEGMENT.length) === bytes.length;
}

/** Where the body ends whose length stands there; undefined where it is unknown, or not there. */
function ebmlEnd(bytes: Buffer, at: number): number | undefined {
  const width = at < bytes.length ? Math.clz32(bytes.readUInt8(at)) - 23 : 9;
  if (width > 8 || at + width > bytes.length) return undefined;
  const marked = BigInt(`0x${bytes.toString('hex', at, at + width)}`);
  const mask = (1n << BigInt(7 * width)) - 1n;
  const length = marked & mask;
  return length === mask ? undefined : at + width + Number(length);
}
