/** A box of an MP4 file (ISO/IEC 14496-12); `body` and `end` are offsets, `end` perhaps beyond the bytes. */
export interface Box {
  type: string;
  start: number;
  body: number;
  end: number;
}

/** Boxes that contain, some levels deep, the offsets of samples. */
const CONTAINERS = new Set(['trak', 'mdia', 'minf', 'stbl']);
/** Limit of boxes that are read per level. */
const MOST_BOXES = 10_000;

/** The top-level boxes within the bytes. */
export function topBoxes(bytes: Buffer, from = 0, to = bytes.length): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to && boxes.length < MOST_BOXES;) {
    const length = bytes.readUInt32BE(at);
    const isLong = length === 1;
    if (isLong && at + 16 > to) break;
    const size = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : length === 0 ? Infinity : length;
    const body = at + (isLong ? 16 : 8);
    if (size < body - at) break;
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at, body, end: at + size });
    at += size;
  }
  return boxes;
}

/** Moves the index of a file before its samples, and adjusts the offsets. */
export function indexFirst(bytes: Buffer): Buffer {
  const boxes = topBoxes(bytes);
  const samples = boxes.find(({ type }) => type === 'mdat');
  const index = boxes.find(({ type }) => type === 'moov');
  if (!samples || !index || index.start < samples.start) return bytes;
  const moved = Buffer.from(bytes.subarray(index.start, index.end));
  movePlaces(moved, 8, moved.length, moved.length);
  return Buffer.concat([
    bytes.subarray(0, samples.start),
    moved,
    bytes.subarray(samples.start, index.start),
    bytes.subarray(index.end),
  ]);
}

function movePlaces(bytes: Buffer, from: number, to: number, by: number): void {
  for (const { type, body, end } of topBoxes(bytes, from, to)) {
    const last = Math.min(end, to);
    if (CONTAINERS.has(type)) movePlaces(bytes, body, last, by);
    if (body + 8 > last) continue;
    const count = bytes.readUInt32BE(body + 4);
    if (type === 'stco') {
      for (let at = body + 8, left = count; left > 0 && at + 4 <= last; at += 4, left--) {
        bytes.writeUInt32BE((bytes.readUInt32BE(at) + by) >>> 0, at);
      }
    } else if (type === 'co64') {
      for (let at = body + 8, left = count; left > 0 && at + 8 <= last; at += 8, left--) {
        bytes.writeBigUInt64BE(BigInt.asUintN(64, bytes.readBigUInt64BE(at) + BigInt(by)), at);
      }
    }
  }
}
