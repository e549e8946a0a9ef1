import { isUtf8 } from 'node:buffer';

/** Bytes from which text is told from samples: fewer could be either. */
const FEWEST_BYTES = 32;
/** Different characters that text has. */
const FEWEST_CHARACTERS = 8;
/** How far neighbouring characters are apart: samples of 8 bits go slowly, but for those of digits and marks alone. */
const FARTHEST_STEP = { mean: 10, digits: 0x40 };
/** Bytes of a long text that are looked at. */
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

/** Numbers in JSON go slowly; but no sound goes on as its first letters do. */
function startsJson(bytes: Buffer): boolean {
  return /^(?:\{\s*"|\[\s*[{"\d-])/.test(bytes.toString('latin1', 0, 64));
}

/** Whether bytes are too few to be told from samples by what they hold, but may be an object in JSON. */
export function mayBeShortObject(bytes: Buffer): boolean {
  return (
    bytes.length >= 2 && bytes.length < FEWEST_BYTES && bytes[0] === 0x7b && bytes.at(-1) === 0x7d && isUtf8(bytes)
  );
}

/**
 * The bytes of a string that was made of audio: of each byte a character (latin1, binary), or of audio that happens to be valid
 * UTF-8, as digital silence is. Undefined for text, and for audio that the decoding destroyed.
 */
export function bytesOfDecodedText(text: string): Buffer | undefined {
  if (!text.includes('\0') || isDestroyed(text)) return undefined;
  return Buffer.from(text, /^[\0-\xff]*$/.test(text) ? 'latin1' : 'utf8');
}

/** Whether a string was made of bytes that are no text: some of them are lost. */
export function isDestroyed(text: string): boolean {
  return text.includes('\ufffd');
}

/** Samples show it in their first bytes, mostly. */
function hasControl(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length && at < LOOKED_AT; at += 1) if (isControl(bytes[at]!)) return true;
  return false;
}

function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f;
}
