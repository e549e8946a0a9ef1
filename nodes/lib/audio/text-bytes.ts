import { isUtf8 } from 'node:buffer';

/** The fewest bytes that can be told from samples. */
const FEWEST_BYTES = 32;
/** The fewest different characters in text. */
const FEWEST_CHARACTERS = 8;
/** Mean distance of neighbouring characters, which 8-bit samples rarely reach; text below 0x40 (digits, punctuation) need not. */
const FARTHEST_STEP = { mean: 10, digits: 0x40 };
/** The most bytes that are examined. */
const LOOKED_AT = 4096;

/** Whether bytes are text (ASCII or UTF-8, without control characters) and can't be samples of any kind. */
export function isTextBytes(bytes: Buffer): boolean {
  if (bytes.length < FEWEST_BYTES || hasControl(bytes)) return false;
  const seen = new Set<number>();
  let [steps, highest, before] = [0, 0, bytes[0]!];
  const start = bytes.subarray(0, LOOKED_AT);
  for (const byte of start) {
    seen.add(byte);
    steps += Math.abs(byte - before);
    highest = Math.max(highest, byte);
    before = byte;
  }
  const isJumpy = steps >= start.length * FARTHEST_STEP.mean || highest < FARTHEST_STEP.digits;
  return seen.size >= FEWEST_CHARACTERS && (isJumpy || startsJson(start)) && isUtf8(bytes);
}

/** Numbers in JSON change as slowly as samples, but no sound begins as JSON does. */
function startsJson(bytes: Buffer): boolean {
  return /^(?:\{\s*"|\[\s*[{"\d-])/.test(bytes.toString('latin1', 0, 64));
}

/** Whether bytes are too few to be told from samples, but may be a JSON object. */
export function mayBeShortObject(bytes: Buffer): boolean {
  return (
    bytes.length >= 2 && bytes.length < FEWEST_BYTES && bytes[0] === 0x7b && bytes.at(-1) === 0x7d && isUtf8(bytes)
  );
}

/**
 * Restores the bytes of a string that was decoded from audio: as latin1, or as UTF-8 where the audio happens to be valid, as
 * digital silence is. Undefined for text, and for audio that the decoding destroyed.
 */
export function bytesOfDecodedText(text: string): Buffer | undefined {
  if (!text.includes('\0') || isDestroyed(text)) return undefined;
  return Buffer.from(text, /^[\0-\xff]*$/.test(text) ? 'latin1' : 'utf8');
}

/** Whether a string was decoded from bytes that are not text, so that some are lost. */
export function isDestroyed(text: string): boolean {
  return text.includes('\ufffd');
}

/** Whether there are control characters, which samples usually have among their first bytes. */
function hasControl(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length && at < LOOKED_AT; at += 1) if (isControl(bytes[at]!)) return true;
  return false;
}

function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f;
}
