import { AudioError } from '../format';
import { mpegFrameAt } from '../mpeg-frame';
import { partOf } from '../part-of';
import { signatureOf, startsId3 } from '../signatures';
import { startsWav, wavFileLength } from '../wav';
import { FileStructure } from './file-structure';
import { isWholeFlac } from './whole-flac';
import { wholeSampleFileSeconds } from './whole-samples';

/** Seconds of consecutive frames from which they are a file: a live source sends a few at a time. */
const LEAST_FRAMES = 2;
/** The most files in one message. */
const MOST_FILES = 100;
const ID3V1_LENGTH = 128;
/** Samples of a frame. */
const FRAME_SAMPLES = { mp3: 1152, mp3LowRate: 576, mpeg_audio: 1152, aac: 1024 };
/** Bytes of an AMR frame by its type; each lasts 20 ms. */
const AMR = {
  '#!AMR\n': [13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1],
  '#!AMR-WB\n': [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1, 1, 1, 1, 1, 1],
};
const AMR_FRAME_SECONDS = 0.02;

/**
 * Tells whether the bytes are a complete file, as far as its structure shows. `seconds` only for files of samples, since a
 * short one may be a piece of live audio.
 */
export function findWholeFile(bytes: Buffer): { seconds?: number } | undefined {
  // All files but those of frames begin with a signature; live samples do not.
  if (!signatureOf(bytes)) return isMpegAudio(bytes) ? {} : undefined;
  if (startsWav(bytes) === true) {
    const length = wavFileLength(bytes);
    // Most writers pad an odd length.
    return length && bytes.length + 1 >= length.bytes ? { seconds: length.seconds } : undefined;
  }
  const seconds = wholeSampleFileSeconds(bytes);
  if (seconds !== undefined) return { seconds };
  const isWhole = isStructured(bytes) || isMpegAudio(bytes) || isAmr(bytes) || isWholeFlac(bytes);
  return isWhole ? {} : undefined;
}

/**
 * Splits several MP4, Ogg or WebM files in one Buffer, of which a decoder would read only the first. Other bytes are
 * returned as they are.
 *
 * @throws AudioError `unsupported_audio` for more than 100
 */
export function filesIn(bytes: Buffer): Buffer[] {
  const files: Buffer[] = [];
  let rest = bytes;
  for (;;) {
    const next = FileStructure.of(rest)?.findNext(rest);
    if (next === undefined) return [...files, rest];
    if (files.length + 1 >= MOST_FILES) {
      throw new AudioError(
        'unsupported_audio',
        `The message holds more than ${MOST_FILES} files. Send each in a message.`,
      );
    }
    files.push(partOf(rest, 0, next));
    rest = partOf(rest, next, rest.length);
  }
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

/** MP4, Ogg or WebM, by its elements. */
function isStructured(bytes: Buffer): boolean {
  const structure = FileStructure.of(bytes);
  structure?.push(bytes);
  return structure?.state === 'complete';
}
