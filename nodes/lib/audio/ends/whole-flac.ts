/** RFC 9639. */
const MAGIC = 'fLaC';
const STREAM_INFO = { header: 4, length: 34, samples: 13, longestFrame: 7 };
/** Longest frame where the header announces none, bytes. */
const LONGEST_FRAME = 1024 * 1024;
/** Header of a frame: sync code, with the strategy in its last bit. */
const SYNC = 0xfff8;
const SHORTEST_FRAME = 10;

/** Whether a native FLAC file is complete: its last frame ends with the bytes, and with the samples announced in its header. */
export function isWholeFlac(bytes: Buffer): boolean {
  const start = MAGIC.length + STREAM_INFO.header;
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC || bytes.length < start + STREAM_INFO.length) return false;
  const total = Number(bytes.readBigUInt64BE(start + STREAM_INFO.samples - 3) & 0xfffffffffn);
  const announced = bytes.readUIntBE(start + STREAM_INFO.longestFrame, 3);
  const blockSize = bytes.readUInt16BE(start);
  if (total === 0) return false;
  const first = Math.max(start, bytes.length - (announced || LONGEST_FRAME));
  for (let at = bytes.length - SHORTEST_FRAME; at >= first; at -= 1) {
    if ((bytes.readUInt16BE(at) & 0xfffe) !== SYNC) continue;
    const end = endOfSamples(bytes, at, blockSize);
    if (end === total && crc16(bytes.subarray(at)) === 0) return true;
  }
  return false;
}

/** The number of the first sample after a frame; undefined where no frame begins. */
function endOfSamples(bytes: Buffer, at: number, blockSize: number): number | undefined {
  const isVariable = (bytes.readUInt8(at + 1) & 1) === 1;
  const sizeCode = bytes.readUInt8(at + 2) >> 4;
  const rateCode = bytes.readUInt8(at + 2) & 0x0f;
  const number = readNumber(bytes, at + 4);
  if (!number || sizeCode === 0) return undefined;
  const sizeBytes = sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0;
  const rateBytes = rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0;
  const checksumAt = number.end + sizeBytes + rateBytes;
  if (checksumAt >= bytes.length || crc8(bytes.subarray(at, checksumAt)) !== bytes[checksumAt]) return undefined;
  const size = sizeBytes > 0 ? bytes.readUIntBE(number.end, sizeBytes) + 1 : usualSize(sizeCode);
  return (isVariable ? number.value : number.value * blockSize) + size;
}

function usualSize(code: number): number {
  if (code === 1) return 192;
  return code < 6 ? 576 << (code - 2) : 256 << (code - 8);
}

/** A number of up to 36 bits, coded as UTF-8 codes characters. */
function readNumber(bytes: Buffer, at: number): { value: number; end: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  const ones = Math.clz32(~(first << 24));
  if (ones === 0) return { value: first, end: at + 1 };
  if (ones === 1 || ones > 7 || at + ones > bytes.length) return undefined;
  let value = first & (0x7f >> ones);
  for (const byte of bytes.subarray(at + 1, at + ones)) value = value * 64 + (byte & 0x3f);
  return { value, end: at + ones };
}

function crc8(bytes: Buffer): number {
  return remainder(bytes, { bits: 8, polynomial: 0x07 });
}

function crc16(bytes: Buffer): number {
  return remainder(bytes, { bits: 16, polynomial: 0x8005 });
}

function remainder(bytes: Buffer, { bits, polynomial }: { bits: number; polynomial: number }): number {
  const top = 1 << (bits - 1);
  const mask = 2 ** bits - 1;
  let rest = 0;
  for (const byte of bytes) {
    rest ^= byte << (bits - 8);
    for (let bit = 0; bit < 8; bit += 1) rest = ((rest & top ? (rest << 1) ^ polynomial : rest << 1) & mask) >>> 0;
  }
  return rest;
}
