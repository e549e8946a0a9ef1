import { AudioError, type SampleFormat, type StoredFormat } from '../format';
import { readSample, storedBytes } from '../samples';
import { isTextBytes } from '../text-bytes';
import { mayBeProtocol, protocolOf } from './protocols';
import { ByteCounts } from './byte-counts';
import {
  adpcmError,
  channelsError,
  g722Error,
  otherFormatError,
  protocolError,
  randomError,
  textError,
} from './refusals';
import { readAs, type Reading } from './readings';
import { areG722, arePackedCodes } from './packed-codes';
import { areHalfByteCodes, smallerSamplesIn } from './smaller-units';

/**
 * The result of a check: the bytes may be samples, or more are needed. `noise`: they are white noise at full scale, or other
 * bytes that are as evenly distributed.
 */
export type Verdict = 'plausible' | 'unclear' | 'noise';

/** Formats that are tried: those that are in use and get confused. */
const CANDIDATES: readonly SampleFormat[] = [
  ...(['s16le', 's16be', 'mulaw', 'alaw', 'u8', 's8'] as const),
  ...(['s24le', 's24be', 's32le', 's32be', 'f32le', 'f32be'] as const),
];
/** The fewest samples from which anything can be concluded. */
const FEWEST_SAMPLES = 80;
/** The most samples that are examined: 300 ms at 8 kHz. */
const MOST_SAMPLES = 2400;
/** Prediction residual below which sound is quiet, relative to full scale. */
const QUIET = 0.01;
/**
 * How many times less unpredictable the right reading is. Speech, noise and music of every kind that are read rightly
 * stay below 1 or so; misread ones are above 4, but for integers that are read as longer ones.
 */
const SMOOTHER = 3;
/** The largest share of absurd floats. */
const MOST_ABSURD = 0.05;
/** Of sound that can be predicted better, the part that can't is the error of 8-bit samples: a tone is read rightly. */
const TONAL = 0.05;
/** Spectral flatness that most sound stays below. */
const SOUND = 0.5;
/** Readings of which all samples have one sign are those of padding. */
const ONE_SIDED = 0.5;
/** Part of the samples near the mean where the others are a few clicks. */
const MOST_CENTRAL = 0.985;
/** How many times smoother noise has to be, in which hardly anything can be predicted. */
const FAR_SMOOTHER = 30;
/** Share of samples at both ends of the scale from which sound is clipped; misread 8-bit samples get there as well. */
const CLIPPED = { bits8: 0.5, others: 0.1 };
/** Share of samples with the lowest and the highest value from which sound is a square wave. */
const SQUARE = 0.8;
/** Random bytes: loud, white, over the whole scale, and not clipped. */
const RANDOM = { level: 0.2, flatness: 0.6, atFullScale: 0.015, clippedOfThose: 0.2, mean: 0.25 };
/**
 * How uneven the bytes of compressed sound are at the most, where samples take one byte: loud noise in mu-law or A-law is
 * above 0.4.
 */
const UNEVEN = { linear: 0.06, law: 0.35 };
/** Standard deviations from which bytes are not those of noise. */
const NOT_NOISE = 4.2;
/** Byte sequences within Ogg, WebM and MP4 that are too long to occur in noise by chance. */
const MARKS = ['4f67675300', '1f43b675', '6d6f6f66', '6d646174'].map((hex) => Buffer.from(hex, 'hex'));
/** Flatness from which bytes may be codes, of which hardly anything can be predicted. */
const CODES = 0.5;
/** Samples whose bytes are read in the wrong order are white, as quiet as their lowest byte, and all above zero. */
const REVERSED = { white: 0.8, smooth: 0.5, level: 0.03 };
/** Of interleaved channels, each is smooth, and both together are not. */
const INTERLEAVED = { each: 0.85, together: 0.25, level: 0.02 };
/** U+FFFD in UTF-8, and its part of bytes that were decoded as text. */
const REPLACEMENT = Buffer.from([0xef, 0xbf, 0xbd]);
const DECODED_PART = 0.1;
/** The shortest text that is recognised at the end of a stream. */
const SHORTEST_TEXT = 8;

/**
 * Checks whether bytes can be samples of the assumed format.
 *
 * @param bytes from the beginning of a stream, or from its middle, aligned to a sample; 300 ms nearly always suffice
 * @param layout the assumed format
 * @throws AudioError `text_not_audio`, `not_samples`, with what they probably are and the cure
 */
export function judgeSamples(bytes: Buffer, layout: StoredFormat): Verdict {
  const { sampleFormat, channels } = layout;
  const frame = storedBytes(sampleFormat) * channels;
  const looked = bytes.subarray(0, MOST_SAMPLES * frame);
  const taken = bytes.length < FEWEST_SAMPLES * frame ? undefined : readAs(looked, sampleFormat, frame);
  // The bytes of a slow or still wave may be letters.
  if (!(taken && taken.residual < QUIET) && isTextBytes(bytes)) throw textError();
  const protocol = protocolOf(bytes);
  if (protocol !== undefined) throw protocolError(protocol);
  if (isShortText(bytes) || mayBeProtocol(bytes)) return 'unclear';
  // AudioDiagnostics warns of decoded text.
  if (!taken || isDecoded(bytes)) return 'plausible';
  return judgeReading(bytes, looked, layout, taken);
}

/** As {@link judgeSamples}, by what the samples are like. @param bytes those of `taken` */
function judgeReading(all: Buffer, bytes: Buffer, layout: StoredFormat, taken: Reading): Verdict {
  const { sampleFormat } = layout;
  if (taken.absurd > MOST_ABSURD) throw absurdError(bytes, layout, taken);
  const reversed = reversedReading(bytes, taken);
  if (reversed) throw otherFormatError(reversed.sampleFormat, sampleFormat);
  if (taken.residual < QUIET) return checkPlanes(bytes, layout, taken);
  if (isClipped(taken)) return 'plausible';
  // Other bytes read as floats are absurd numbers.
  const isFloat = sampleFormat.startsWith('f');
  if (storedBytes(sampleFormat) <= 2 && taken.flatness > CODES) {
    if (arePackedCodes(bytes)) throw adpcmError(sampleFormat);
    if (areG722(bytes)) throw g722Error(sampleFormat);
  }
  const better = !isFloat && isMisreadable(taken) ? smootherReading(bytes, layout, taken) : undefined;
  if (better) throw otherFormatError(better.sampleFormat, sampleFormat);
  if (!isFloat && taken.flatness > CODES && areHalfByteCodes(bytes)) throw adpcmError(sampleFormat);
  const verdict = isFloat ? 'plausible' : judgeNoise(all, taken);
  return verdict === 'noise' ? verdict : checkPlanes(bytes, layout, taken);
}

/** Tells white noise at full scale from compressed sound, whose bytes are not quite as even; nothing tells encrypted bytes. */
function judgeNoise(bytes: Buffer, taken: Reading): Verdict {
  const { sampleFormat } = taken;
  const kind = randomKind(taken, bytes);
  if (kind === 'none') return 'plausible';
  const counts = new ByteCounts();
  const size = storedBytes(sampleFormat);
  if (size <= 2) counts.add(bytes);
  else for (const place of [0, 1]) counts.add(bytes, size, byteOf(sampleFormat, place));
  const isOther = kind === 'absurd' || counts.deviations > NOT_NOISE || MARKS.some((mark) => bytes.includes(mark));
  if (isOther) throw randomError(sampleFormat);
  return 'noise';
}

/** Where in a stored sample a byte is. @param place 0: the highest one */
export function byteOf(sampleFormat: SampleFormat, place: number): number {
  return sampleFormat.endsWith('be') ? place : storedBytes(sampleFormat) - 1 - place;
}

/** The reading of quiet bytes in another order, or as floats, if that is loud and smooth, and theirs is none that sound has. */
function reversedReading(bytes: Buffer, taken: Reading): Reading | undefined {
  const { sampleFormat, residual, flatness, mean, level } = taken;
  const size = storedBytes(sampleFormat);
  const isOdd = residual < QUIET && flatness > REVERSED.white && Math.abs(mean) > level * ONE_SIDED;
  if (size < 3 || sampleFormat.startsWith('f') || !isOdd) return undefined;
  // Integers are absurd as floats, but floats are no absurd integers.
  return [...CANDIDATES]
    .reverse()
    .filter((other) => other !== sampleFormat && storedBytes(other) === size)
    .map((other) => readAs(bytes, other))
    .find((other) => isSound(other) && other.level > REVERSED.level && other.flatness < REVERSED.smooth);
}

/**
 * Whether bytes certainly are sound: quiet, or so that most of it can be predicted.
 *
 * @throws AudioError as {@link judgeSamples}
 */
export function isSoundAs(bytes: Buffer, layout: StoredFormat): boolean {
  const frame = storedBytes(layout.sampleFormat) * layout.channels;
  if (bytes.length < FEWEST_SAMPLES * frame || judgeSamples(bytes, layout) !== 'plausible') return false;
  const { residual, flatness } = readAs(bytes.subarray(0, MOST_SAMPLES * frame), layout.sampleFormat, frame);
  return residual < QUIET || flatness < SOUND;
}

/**
 * As {@link judgeSamples}, for all bytes of a stream that has ended.
 *
 * @throws AudioError `text_not_audio`
 */
export function judgeShortStream(bytes: Buffer): void {
  if (isShortText(bytes)) throw textError();
}

/** A tone or a few clicks may be smooth in another format, too. */
function isMisreadable({ flatness, central }: Reading): boolean {
  return flatness >= TONAL && central <= MOST_CENTRAL;
}

/** The smoothest reading of the bytes in another format, if it is much smoother than the one that they are taken for. */
function smootherReading(bytes: Buffer, { sampleFormat, channels }: StoredFormat, taken: Reading): Reading | undefined {
  const others = CANDIDATES.filter(
    (other) =>
      other !== sampleFormat &&
      !isPaddedAlike(sampleFormat, other) &&
      !isSwappedByChance(bytes, other) &&
      !isClippedAlike(taken, other),
  );
  const strides = channels === 1 ? [1] : [1, channels];
  return others
    .flatMap((other) => strides.map((stride) => readAs(bytes, other, storedBytes(other) * stride)))
    .filter((other) => isSound(other) && isSmoother(other, taken))
    .sort((one, two) => one.residual - two.residual)[0];
}

function isSound({ absurd, level, mean }: Reading): boolean {
  return absurd <= MOST_ABSURD && level > 0 && Math.abs(mean) <= level * ONE_SIDED;
}

function isSmoother(other: Reading, taken: Reading): boolean {
  if (taken.absurd > MOST_ABSURD) return true;
  const ratio = taken.residual / Math.max(other.residual, 1e-9);
  return ratio > Math.min(FAR_SMOOTHER, SMOOTHER / Math.max(1e-3, 1 - other.flatness));
}

/** 24 bits in four bytes are the same sound as 32 bits, only fainter. */
function isPaddedAlike(taken: SampleFormat, other: SampleFormat): boolean {
  return taken.replace('s24_', 's') === other;
}

/** Clipped samples are next to nothing with their bytes swapped. */
function isClippedAlike(taken: Reading, other: SampleFormat): boolean {
  const isAtRail = taken.high >= 0.9998 || taken.low <= -0.9998;
  return isAtRail && taken.clipped > CLIPPED.others && storedBytes(other) >= storedBytes(taken.sampleFormat);
}

/** Sound that was stored in 8 bits and is sent as 16: with its bytes swapped it is next to silent. */
function isSwappedByChance(bytes: Buffer, candidate: SampleFormat): boolean {
  if (!candidate.startsWith('s16')) return false;
  const zeros = [0, 1].map((start) => readAs(bytes, 's8', 2, start)).filter(({ level }) => level === 0);
  return zeros.length === 1;
}

function isClipped({ sampleFormat, clipped, low, high }: Reading): boolean {
  const isShort = storedBytes(sampleFormat) === 1;
  const rail = isShort ? 0.98 : 0.9998;
  if (clipped > SQUARE) return true;
  return high >= rail && low <= -rail && clipped > (isShort ? CLIPPED.bits8 : CLIPPED.others);
}

/** Whether loud white samples fill the whole scale, as those of full noise do, or are as no sound is. */
function randomKind(reading: Reading, bytes: Buffer): 'none' | 'full' | 'absurd' {
  const { sampleFormat, level, flatness, clipped, atFullScale, mean } = reading;
  if (level < RANDOM.level || flatness < RANDOM.flatness) return 'none';
  const isFull = atFullScale > RANDOM.atFullScale;
  const isShort = storedBytes(sampleFormat) === 1;
  if (isShort) {
    const counts = new ByteCounts();
    counts.add(bytes);
    const { unevenness } = counts;
    if (sampleFormat.endsWith('law')) return unevenness > -Infinity && unevenness < UNEVEN.law ? 'absurd' : 'none';
    return isFull && unevenness > -Infinity && unevenness < UNEVEN.linear ? 'full' : 'none';
  }
  if (isFull && clipped < atFullScale * RANDOM.clippedOfThose) return 'full';
  return Math.abs(mean) > RANDOM.mean && clipped < RANDOM.atFullScale ? 'absurd' : 'none';
}

/** Looks at every second sample, and at every second byte: interleaved sounds are smooth each for itself. */
function checkPlanes(bytes: Buffer, { sampleFormat, channels }: StoredFormat, taken: Reading): Verdict {
  const size = storedBytes(sampleFormat);
  if (channels > 1 || taken.level < INTERLEAVED.level / 2) return 'plausible';
  const [even, odd] = [0, size].map((start) => readAs(bytes, sampleFormat, 2 * size, start)) as [Reading, Reading];
  if (Math.abs(taken.correlation) < INTERLEAVED.together && areApart(even, odd)) throw channelsError(sampleFormat);
  const smaller = smallerSamplesIn(bytes, sampleFormat);
  if (smaller) throw otherFormatError(smaller, sampleFormat);
  return 'plausible';
}

function areApart(even: Reading, odd: Reading): boolean {
  const isSmooth = (one: Reading): boolean => one.correlation > INTERLEAVED.each && one.residual > 0;
  const isStill = (one: Reading): boolean => one.residual === 0;
  return (isSmooth(even) && isSmooth(odd)) || (isSmooth(even) && isStill(odd)) || (isSmooth(odd) && isStill(even));
}

/** Whether bytes were decoded as text and encoded again: many are U+FFFD now. */
function isDecoded(bytes: Buffer): boolean {
  let count = 0;
  for (let at = bytes.indexOf(REPLACEMENT); at >= 0; at = bytes.indexOf(REPLACEMENT, at + 3)) count += 1;
  return count * REPLACEMENT.length >= bytes.length * DECODED_PART;
}

/** Printable, and too short to be told from samples but by its end. */
function isShortText(bytes: Buffer): boolean {
  if (bytes.length < SHORTEST_TEXT || bytes.length >= 32) return false;
  return bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09);
}

function absurdError(bytes: Buffer, layout: StoredFormat, taken: Reading): AudioError {
  if (isScaled(bytes, taken.sampleFormat)) {
    const range = 'The floats go far beyond -1 to 1. Divide them by 32768 before this node, or send 16-bit samples.';
    return new AudioError('not_samples', `The audio can't be what it is taken for. ${range}`);
  }
  const better = smootherReading(bytes, layout, taken);
  return better ? otherFormatError(better.sampleFormat, taken.sampleFormat) : randomError(taken.sampleFormat);
}

function isScaled(bytes: Buffer, sampleFormat: SampleFormat): boolean {
  const size = storedBytes(sampleFormat);
  const count = Math.floor(bytes.length / size);
  let scaled = 0;
  for (let at = 0; at < count; at++) {
    const sample = Math.abs(readSample(bytes, at * size, sampleFormat));
    if (sample === 0 || (sample > 1e-3 && sample < 0x10000)) scaled += 1;
  }
  return scaled > count * 0.95;
}
