import { types } from 'node:util';
import { AudioError, type SampleFormat } from './format';

/** The bytes of a value, and its sample format if the type of the value implies one. */
export interface PayloadBytes {
  data: Buffer;
  sampleFormat?: SampleFormat;
}

const DETACHED = 'Its memory was transferred to somebody else. Send a copy of it.';
const NO_SAMPLE =
  'An array must hold numbers: all of -1 to 1, or whole numbers of 16 bits. A "join" node has to create "a Buffer".';

/**
 * Returns the audio bytes of a Buffer or another array of numbers, even after JSON; undefined for anything else. Binary arrays
 * are viewed, not copied.
 *
 * @param sampleFormat the format to which numbers are converted, if it is known
 * @throws AudioError `not_audio` for arrays that are not samples
 */
export function bytesOf(value: unknown, sampleFormat?: SampleFormat): PayloadBytes | undefined {
  if (isDetached(value)) throw new AudioError('not_audio', `msg.payload holds nothing any more. ${DETACHED}`);
  if (types.isAnyArrayBuffer(value)) return { data: Buffer.from(value) };
  if (ArrayBuffer.isView(value)) {
    const data = Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { data, sampleFormat: sampleFormatOf(value) };
  }
  if (Array.isArray(value)) return bytesOfNumbers(value, sampleFormat);
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, data } = value as { type?: unknown; data?: unknown };
  if (type === 'Buffer' && Array.isArray(data)) return { data: bytesOfJson(data) };
  return isIndexed(value) ? bytesOfNumbers(Object.values(value), sampleFormat) : undefined;
}

/** Decodes base64 or base64url; undefined if the text is neither. */
export function bytesOfBase64(text: string): Buffer | undefined {
  const compact = text.replace(/\s+/g, '');
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(compact) ? Buffer.from(compact, 'base64') : undefined;
}

/** Arrays of a function node are of its own context: `instanceof` does not know them. */
function sampleFormatOf(view: ArrayBufferView): SampleFormat | undefined {
  if (types.isInt16Array(view)) return 's16le';
  if (types.isInt32Array(view)) return 's32le';
  if (types.isFloat32Array(view)) return 'f32le';
  if (types.isFloat64Array(view)) return 'f64le';
  return undefined;
}

/** Of a detached one nothing tells that it was not always empty, but that no view of it can be made. */
function isDetached(value: unknown): boolean {
  const memory = ArrayBuffer.isView(value) ? value.buffer : value;
  if (!types.isAnyArrayBuffer(memory) || memory.byteLength > 0) return false;
  try {
    return new Uint8Array(memory).length > 0;
  } catch {
    return true;
  }
}

/** What a Buffer becomes by JSON. */
function bytesOfJson(bytes: readonly unknown[]): Buffer {
  for (const byte of bytes) {
    if (typeof byte !== 'number') throw new AudioError('not_audio', 'The data of a Buffer in JSON must be numbers.');
  }
  return Buffer.from(bytes as number[]);
}

/** What a typed array becomes by JSON: its places as names, in order. */
function isIndexed(value: object): boolean {
  if (!Object.hasOwn(value, '0')) return false;
  return Object.keys(value).every((name, index) => name === String(index));
}

/** Whole numbers of -1, 0 and 1 alone (digital silence, mostly) may be either kind of sample: they give no bytes. */
function bytesOfNumbers(values: readonly unknown[], sampleFormat: SampleFormat | undefined): PayloadBytes {
  let whole = true;
  let withinOne = true;
  let within16Bits = true;
  for (const value of values) {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new AudioError('not_audio', NO_SAMPLE);
    whole &&= Number.isInteger(value);
    withinOne &&= Math.abs(value) <= 1;
    within16Bits &&= value >= -0x8000 && value <= 0x7fff;
  }
  const numbers = values as number[];
  const ambiguous = whole && withinOne;
  if (ambiguous ? sampleFormat?.startsWith('s16') : whole && within16Bits) {
    return { data: Buffer.from(Int16Array.from(numbers).buffer), sampleFormat: 's16le' };
  }
  if (ambiguous && !sampleFormat?.startsWith('f')) return { data: Buffer.alloc(0) };
  if (!withinOne) throw new AudioError('not_audio', NO_SAMPLE);
  return { data: Buffer.from(Float32Array.from(numbers).buffer), sampleFormat: 'f32le' };
}
