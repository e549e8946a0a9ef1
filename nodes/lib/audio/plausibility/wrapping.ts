import type { StoredFormat } from '../format';
import { sampleReader, storedBytes } from '../samples';

/** Bytes of each message that are no samples. */
export interface Wrapping {
  before: number;
  after: number;
}

/** The first and last bytes of one message, which overlap in a short one. */
export interface MessageEnds {
  length: number;
  head: Buffer;
  tail: Buffer;
}

type End = 'head' | 'tail';

/** Bytes of the longest header and trailer that are recognised. */
const LONGEST = { before: 48, after: 16 };
/** Bytes beside a steady one that are not, such as the low bytes of a time. */
const MOST_UNSTEADY = 4;
/** Samples beside each end by which the others are measured. */
const NEAR = 8;
/** Share of the messages in which a byte goes on as it did between those before. */
const STEADY = 0.9;
/** Below this, differences between samples say nothing. */
const FAINT = 1e-4;
/** The most that one message counts. */
const MOST = 3;
/** How much rougher, as a logarithm, the samples are with the bytes than without them, in the mean of all messages. */
const ROUGHER = 2;
/** The fewest pairs of messages in a row with sound at their ends. */
const FEWEST = 6;
/** How much better more bytes have to fit. */
const BETTER = 0.5;

/** Bytes that are kept of each end of a message. */
export function bytesOfEnds({ sampleFormat, channels }: StoredFormat): { head: number; tail: number } {
  const near = NEAR * storedBytes(sampleFormat) * channels;
  return { head: LONGEST.before + LONGEST.after + near, tail: LONGEST.after + near };
}

/**
 * Finds bytes around the samples of each message, as of a header that nobody took off: they are the same in all messages, count,
 * or hold the length; they don't fit between the samples of two messages, and without them these do.
 *
 * @param messages a few in a row
 */
export function findWrapping(messages: readonly MessageEnds[], layout: StoredFormat): Wrapping | undefined {
  const fronts = lengthsOf(messages, layout, 'head');
  const backs = lengthsOf(messages, layout, 'tail');
  if (fronts.length + backs.length === 0) return undefined;
  const found = [0, ...fronts]
    .flatMap((before) => [0, ...backs].map((after) => ({ before, after })))
    .map((wrapping) => ({ wrapping, rougher: roughness(messages, layout, wrapping) }))
    .filter(
      ({ wrapping, rougher }) =>
        rougher > ROUGHER / Math.sqrt(messages.length) && !mayBeClick(messages, layout, wrapping),
    )
    .sort((one, two) => sizeOf(one.wrapping) - sizeOf(two.wrapping));
  const most = Math.max(...found.map(({ rougher }) => rougher));
  const round = found.find(({ wrapping }) => areRound(messages, layout, sizeOf(wrapping)));
  return (round ?? found.find(({ rougher }) => rougher > most - BETTER))?.wrapping;
}

/** Whether whole samples that are always the same may be sound: so may be a click at the beginning of each piece, of the usual length. */
function mayBeClick(messages: readonly MessageEnds[], layout: StoredFormat, { before, after }: Wrapping): boolean {
  if (!areRound(messages, layout, 0)) return false;
  const counts = (end: End, length: number): boolean =>
    Array.from({ length }, (_, at) => steadyStepsAt(messages, end, at)).some((steps) =>
      steps.some(({ step }) => step !== 0),
    );
  return !counts('head', before) && !counts('tail', after);
}

/** Whether the messages without some bytes have the length of usual pieces: so many samples, or multiples of 5 ms. */
function areRound(
  messages: readonly MessageEnds[],
  { sampleFormat, channels, sampleRate }: StoredFormat,
  without: number,
): boolean {
  return messages.every(({ length }) => {
    const samples = (length - without) / (storedBytes(sampleFormat) * channels);
    return [64, 100, sampleRate / 200].some((unit) => samples % unit === 0);
  });
}

function sizeOf({ before, after }: Wrapping): number {
  return before + after;
}

/** How many bytes at one end may be no samples: up to the last steady one, and a few more. */
function lengthsOf(messages: readonly MessageEnds[], layout: StoredFormat, end: End): number[] {
  const longest = end === 'head' ? LONGEST.before : LONGEST.after;
  // In a short message, the first bytes go on to the last ones.
  const kept = Math.min(...messages.map((message) => message[end].length)) - (end === 'head' ? LONGEST.after : 0);
  const near = NEAR * storedBytes(layout.sampleFormat) * layout.channels;
  // Bytes of padding are steady as well, and so is a sound of which each message has a period: that tells nothing.
  let hasPadding = false;
  for (let at = Math.max(0, kept - near); at < kept; at += 1) {
    const steps = steadyStepsAt(messages, end, at);
    if (steps.some(({ step, value }) => storedBytes(layout.sampleFormat) < 3 || step !== 0 || value !== 0)) return [];
    hasPadding ||= steps.length > 0;
  }
  let last = -1;
  for (let at = 0; at < Math.min(longest, kept - near) && at <= last + 1 + MOST_UNSTEADY; at += 1) {
    const tells = steadyStepsAt(messages, end, at).some(
      ({ step, value }) =>
        step !== 0 || (value === 0 ? last >= 0 && !hasPadding : !isRest(messages[0]![end], layout, end, at)),
    );
    if (tells) last = at;
  }
  return last < 0 ? [] : Array.from({ length: MOST_UNSTEADY + 1 }, (_, more) => last + 1 + more);
}

/** How a byte goes on from message to message, or its difference to their length, if it nearly always does so in one way. */
function steadyStepsAt(messages: readonly MessageEnds[], end: End, at: number): { step: number; value: number }[] {
  const bytes = messages.map((message) => message[end][placeIn(message[end], end, at)]!);
  const lengths = messages.map(({ length }) => length);
  const fixed = lengths.every((length) => length === lengths[0]);
  const series = fixed ? [bytes] : [bytes, bytes.map((byte, index) => byte - lengths[index]!)];
  return series.flatMap((values) => {
    const steps = values.slice(1).map((value, index) => (value - values[index]!) & 0xff);
    const usual = [...steps].sort((one, two) => one - two)[steps.length >> 1]!;
    // The sign of a wave alternates.
    return usual !== 0x80 && steps.filter((step) => step === usual).length >= steps.length * STEADY
      ? [{ step: usual, value: bytes[bytes.length >> 1]! }]
      : [];
  });
}

/** Where the byte is that is so many bytes from an end. */
function placeIn(bytes: Buffer, end: End, at: number): number {
  return end === 'head' ? at : bytes.length - 1 - at;
}

/** Whether a byte belongs to a sample of silence or of full scale, which a source may repeat in each message. */
function isRest(bytes: Buffer, { sampleFormat }: StoredFormat, end: End, at: number): boolean {
  const size = storedBytes(sampleFormat);
  const whole = at - (at % size);
  const start = end === 'head' ? whole : bytes.length - size - whole;
  if (start < 0 || start + size > bytes.length) return true;
  const level = Math.abs(sampleReader(sampleFormat)(bytes, start));
  const full = sampleFormat.endsWith('law') ? 0.97 : 1 - 2 ** (1 - 8 * size);
  return bytes[placeIn(bytes, end, at)] === 0xff || level <= (size === 1 ? 0.01 : 0) || level >= full;
}

/**
 * How much rougher the samples are with the bytes than without them, as the mean logarithm of all messages: of sound, below 0 or
 * little more.
 */
function roughness(messages: readonly MessageEnds[], layout: StoredFormat, { before, after }: Wrapping): number {
  const frame = storedBytes(layout.sampleFormat) * layout.channels;
  const near = NEAR * frame;
  let [sum, count] = [0, 0];
  for (let index = 1; index < messages.length; index += 1) {
    const [last, next] = [messages[index - 1]!, messages[index]!];
    const isWhole = [last, next].every(
      ({ length }) => (length - before - after) % frame === 0 && length >= before + after + near,
    );
    count += 1;
    if (!isWhole) continue;
    const end = last.tail.length - after;
    const [left, right] = [last.tail.subarray(end - near, end), next.head.subarray(before, before + near)];
    const [sides, own] = [stepsIn(left, layout) + stepsIn(right, layout), (2 * NEAR - 2) * layout.channels];
    if (sides === 0 || right.equals(last.head.subarray(before, before + near))) {
      count -= 1;
      continue;
    }
    const usual = sides / own;
    const joined = stepsIn(Buffer.concat([left.subarray(-frame), right.subarray(0, frame)]), layout) / layout.channels;
    const wrapped = Buffer.concat([last.tail.subarray(end - near), next.head.subarray(0, before + near)]);
    const whole = Math.floor(wrapped.length / frame) * layout.channels - layout.channels;
    // Bytes that are no whole samples shift those of every other message.
    const shifts = (before + after) % frame === 0 ? 1 : frame;
    const all = Array.from({ length: shifts }, (_, shift) => stepsIn(wrapped.subarray(shift), layout));
    const broken = Math.max(0, Math.max(...all) - sides) / Math.max(1, whole - own);
    sum += Math.max(-MOST, Math.min(MOST, Math.log((broken + FAINT) / (Math.max(joined, usual) + FAINT))));
  }
  return count < FEWEST ? 0 : sum / count;
}

/** The sum of the differences between neighbouring samples of each channel. */
function stepsIn(bytes: Buffer, { sampleFormat, channels }: StoredFormat): number {
  const size = storedBytes(sampleFormat);
  const read = sampleReader(sampleFormat);
  let sum = 0;
  for (let at = size * channels; at + size <= bytes.length; at += size) {
    const step = Math.abs(read(bytes, at) - read(bytes, at - size * channels));
    sum += step <= 2 ? step : 2;
  }
  return sum;
}
