import { signatureOf } from '../signatures';

/** Reads the elements (pages, boxes) of one file type, each of which states its length in a header. */
interface Elements {
  /** Length of the element that begins here, bytes; undefined if more bytes are needed; `broken` if none begins here. */
  lengthOf(head: Buffer): number | undefined | 'broken';
  /** Whether the file may end after the elements so far. */
  readonly complete: boolean;
  /** Whether bytes may be a further element of a file that may end. */
  mayGoOn(data: Buffer): boolean;
}

/** Bytes of the longest element header. */
const LONGEST_HEADER = 512;
/** The most elements of a file that are followed. */
const MOST_ELEMENTS = 1_000_000;
const BOX_TYPE = /^[\x20-\x7e]{4}$/;

/**
 * Follows the structure of an MP4, Ogg or WebM file that comes in pieces cut anywhere, and tells whether it is complete.
 */
export class FileStructure {
  private readonly elements: Elements;
  private head: Buffer = Buffer.alloc(0);
  private skip = 0;
  private count = 0;
  private broken = false;

  private constructor(elements: Elements) {
    this.elements = elements;
  }

  /**
   * Creates one for the file that begins with these bytes, which are not read yet; undefined for other types of files.
   */
  static of(start: Buffer): FileStructure | undefined {
    const signature = signatureOf(start);
    const container = signature && 'container' in signature ? signature.container : undefined;
    if (container === 'ogg') return new FileStructure(new OggPages());
    if (container === 'mp4' || isBox(start, 'mdat')) return new FileStructure(new Mp4Boxes());
    return container === 'webm' ? new FileStructure(new WebmElements()) : undefined;
  }

  /** `within`: more of the file comes; `unknown`: these bytes are not of the file. */
  get state(): 'within' | 'complete' | 'unknown' {
    if (this.broken) return 'unknown';
    return this.isBetween && this.elements.complete ? 'complete' : 'within';
  }

  /** Whether the next bytes do not belong to this file: another begins between two elements, or this one is complete. */
  endsBefore(data: Buffer): boolean {
    if (!this.broken && !this.isBetween) return false;
    const isChained = data.toString('latin1', 0, 4) === 'OggS' && this.elements instanceof OggPages;
    if (startsFile(data) && !isChained) return true;
    return this.state === 'complete' && !this.elements.mayGoOn(data);
  }

  /** Where another file begins after this one, in all bytes from its beginning on; undefined if none does. */
  findNext(bytes: Buffer): number | undefined {
    for (let at = 0; at < bytes.length && this.count < MOST_ELEMENTS; this.count += 1) {
      if (at > 0 && this.elements.complete && startsFile(bytes.subarray(at, at + LONGEST_HEADER))) return at;
      const length = this.elements.lengthOf(bytes.subarray(at, at + LONGEST_HEADER));
      if (typeof length !== 'number' || length <= 0) return undefined;
      at += length;
    }
    return undefined;
  }

  private get isBetween(): boolean {
    return this.head.length === 0 && (this.skip === 0 || this.skip === Infinity);
  }

  /** Takes the next bytes of the file. */
  push(data: Buffer): void {
    let rest = data;
    while (!this.broken) {
      const skipped = Math.min(this.skip, rest.length);
      this.skip -= skipped;
      rest = rest.subarray(skipped);
      if (rest.length === 0) return;
      rest = this.begin(rest);
    }
  }

  /** @returns the bytes after the header of an element */
  private begin(bytes: Buffer): Buffer {
    const before = this.head.length;
    const head = Buffer.concat([this.head, bytes.subarray(0, LONGEST_HEADER - before)]);
    const length = this.elements.lengthOf(head);
    this.head = Buffer.alloc(0);
    if (length === undefined && head.length < LONGEST_HEADER) {
      this.head = head;
      return Buffer.alloc(0);
    }
    this.count += 1;
    this.broken = typeof length !== 'number' || length < before || this.count > MOST_ELEMENTS;
    if (!this.broken) this.skip = (length as number) - before;
    return bytes;
  }
}

/** RFC 3533, 6: the last page of each logical stream is marked. */
class OggPages implements Elements {
  private static readonly HEADER = 27;
  private static readonly FIRST = 0x02;
  private static readonly LAST = 0x04;
  private readonly open = new Set<number>();

  get complete(): boolean {
    return this.open.size === 0;
  }

  /** Chained streams count as separate files: players may play the first one only. */
  mayGoOn(): boolean {
    return false;
  }

  lengthOf(head: Buffer): number | undefined | 'broken' {
    if (!'OggS'.startsWith(head.toString('latin1', 0, 4))) return 'broken';
    if (head.length < OggPages.HEADER) return undefined;
    const flags = head.readUInt8(5);
    const serial = head.readUInt32LE(14);
    const end = OggPages.HEADER + head.readUInt8(26);
    if (head.length < end) return undefined;
    if ((flags & OggPages.FIRST) !== 0) this.open.add(serial);
    else if (!this.open.has(serial)) return 'broken';
    if ((flags & OggPages.LAST) !== 0) this.open.delete(serial);
    return head.subarray(OggPages.HEADER, end).reduce((sum, length) => sum + length, end);
  }
}

/** ISO/IEC 14496-12: an index and samples. A fragmented file may be live, unless an index of its fragments follows them. */
class Mp4Boxes implements Elements {
  private readonly types = new Set<string>();

  get complete(): boolean {
    const { types } = this;
    return types.has('moov') && types.has('mdat') && (!types.has('moof') || types.has('mfra'));
  }

  mayGoOn(data: Buffer): boolean {
    return BOX_TYPE.test(data.toString('latin1', 4, 8));
  }

  lengthOf(head: Buffer): number | undefined | 'broken' {
    if (head.length < 8) return undefined;
    const type = head.toString('latin1', 4, 8);
    const short = head.readUInt32BE(0);
    if (short === 1 && head.length < 16) return undefined;
    const length = short === 1 ? Number(head.readBigUInt64BE(8)) : short;
    if (!BOX_TYPE.test(type) || (short !== 0 && length < 8)) return 'broken';
    this.types.add(type);
    // The last box may reach to the end.
    return short === 0 ? Infinity : length;
  }
}

/** RFC 8794: a header, then one segment, whose length is unknown in a live file. */
class WebmElements implements Elements {
  private static readonly SEGMENT = 0x18538067;
  private segment: 'none' | 'open' | 'closed' = 'none';

  get complete(): boolean {
    return this.segment === 'closed';
  }

  mayGoOn(): boolean {
    return false;
  }

  lengthOf(head: Buffer): number | undefined | 'broken' {
    if (head.length < 5) return undefined;
    const id = head.readUInt32BE(0);
    const width = Math.clz32(head.readUInt8(4)) - 23;
    if (width > 8 || (this.segment === 'none' && head[0] !== 0x1a && head[0] !== 0x18)) return 'broken';
    if (head.length < 4 + width) return undefined;
    const mask = (1n << BigInt(7 * width)) - 1n;
    const length = BigInt(`0x${head.toString('hex', 4, 4 + width)}`) & mask;
    if (id === WebmElements.SEGMENT) this.segment = length === mask ? 'open' : 'closed';
    return length === mask ? Infinity : 4 + width + Number(length);
  }
}

/** Whether bytes are the beginning of a file; elements that also occur within files don't count. */
export function startsFile(bytes: Buffer): boolean {
  const signature = signatureOf(bytes);
  if (!signature || !('container' in signature) || signature.container === 'mpeg_ps') return false;
  return signature.container !== 'mp4' || isBox(bytes, 'ftyp');
}

function isBox(bytes: Buffer, type: string): boolean {
  return bytes.toString('latin1', 4, 8) === type;
}
