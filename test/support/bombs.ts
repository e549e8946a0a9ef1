/** Small files that stand for hours of audio. */

/** CRC of `bits` bits, most significant first, as FLAC and Ogg use them: nothing is inverted. */
function crc(bytes: Uint8Array, polynomial: number, bits: 8 | 16 | 32): number {
  let value = 0;
  for (const byte of bytes) {
    value = (value ^ (byte << (bits - 8))) >>> 0;
    for (let bit = 0; bit < 8; bit++) {
      const carry = (value >>> (bits - 1)) & 1;
      value = ((value << 1) ^ (carry ? polynomial : 0)) >>> 0;
      if (bits < 32) value &= 2 ** bits - 1;
    }
  }
  return value;
}

/** A number as FLAC writes that of a frame: like a character in UTF-8, up to 65535. */
function flacNumber(value: number): Buffer {
  return Buffer.from(String.fromCharCode(value));
}

const FLAC_BLOCK = 65535;

/** FLAC whose frames, of 13 to 15 bytes, hold 65535 samples of silence each (RFC 9639). */
export function flacBomb(rate: number, frames: number): Buffer {
  const info = Buffer.alloc(34);
  info.writeUInt16BE(FLAC_BLOCK, 0);
  info.writeUInt16BE(FLAC_BLOCK, 2);
  // 20 bits of rate, 3 of channels less one, 5 of bits less one.
  info.writeUInt32BE(((rate << 12) | (15 << 4)) >>> 0, 10);
  const header = Buffer.concat([Buffer.from('fLaC'), Buffer.from([0x80, 0, 0, 34]), info]);
  const frame = (number: number): Buffer => {
    const start = Buffer.concat([Buffer.from([0xff, 0xf8, 0x70, 0x08]), flacNumber(number), Buffer.from([0xff, 0xfe])]);
    const body = Buffer.concat([start, Buffer.from([crc(start, 0x07, 8), 0, 0, 0])]);
    const check = Buffer.alloc(2);
    check.writeUInt16BE(crc(body, 0x8005, 16));
    return Buffer.concat([body, check]);
  };
  return Buffer.concat([header, ...Array.from({ length: frames }, (_, number) => frame(number))]);
}

/** An Ogg page (RFC 3533 section 6) of packets shorter than 255 bytes. */
function oggPage(packets: Buffer[], sequence: number, flags: number, position: bigint): Buffer {
  const header = Buffer.alloc(27);
  header.write('OggS');
  header[5] = flags;
  header.writeBigUInt64LE(position, 6);
  header.writeUInt32LE(1, 14);
  header.writeUInt32LE(sequence, 18);
  header[26] = packets.length;
  const page = Buffer.concat([header, Buffer.from(packets.map(({ length }) => length)), ...packets]);
  page.writeUInt32LE(crc(page, 0x04c11db7, 32), 22);
  return page;
}

/** Opus whose packets, of two bytes, hold 120 ms of silence each (RFC 6716 section 3.2.5, RFC 7845). */
export function opusBomb(pages: number): Buffer {
  const head = Buffer.from('OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0', 'latin1');
  const tags = Buffer.from('OpusTags\0\0\0\0\0\0\0\0', 'latin1');
  const packet = Buffer.from([(28 << 3) | 3, 48]);
  const samples = 255 * 48 * 120;
  return Buffer.concat([
    oggPage([head], 0, 2, 0n),
    oggPage([tags], 1, 0, 0n),
    ...Array.from({ length: pages }, (_, page) =>
      oggPage(Array<Buffer>(255).fill(packet), page + 2, 0, BigInt(samples * (page + 1))),
    ),
  ]);
}

/** FLAC in the container MP4 (ISO/IEC 14496-12), its index in front. */
export function mp4Bomb(rate: number, frames: number): Buffer {
  const flac = flacBomb(rate, frames);
  const audio = flac.subarray(42);
  // Frame numbers take up to three bytes.
  const sizes = Array.from({ length: frames }, (_, number) => 12 + flacNumber(number).length);
  const file = (offset: number): Buffer =>
    Buffer.concat([fileType(), movie(rate, flac, sizes, offset), box('mdat', audio)]);
  return file(file(0).length - audio.length);
}

function box(type: string, ...parts: (Buffer | number[])[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (Buffer.isBuffer(part) ? part : words(part))));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** Numbers of 32 bits. */
function words(numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, index) => bytes.writeUInt32BE(number >>> 0, 4 * index));
  return bytes;
}

function fileType(): Buffer {
  return box('ftyp', Buffer.from('isom'), [512], Buffer.from('isomiso2mp41'));
}

function movie(rate: number, flac: Buffer, sizes: number[], offset: number): Buffer {
  const length = sizes.length * FLAC_BLOCK;
  const matrix = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
  const entry = box('fLaC', [0, 1, 0, 0, 0x10010, 0, (rate << 16) >>> 0], box('dfLa', [0], flac.subarray(4, 42)));
  const table = box(
    'stbl',
    box('stsd', [0, 1], entry),
    box('stts', [0, 1, sizes.length, FLAC_BLOCK]),
    box('stsc', [0, 1, 1, sizes.length, 1]),
    box('stsz', [0, 0, sizes.length, ...sizes]),
    box('stco', [0, 1, offset]),
  );
  const media = box(
    'mdia',
    box('mdhd', [0, 0, 0, rate, length, 0x55c40000]),
    box('hdlr', [0, 0], Buffer.from('soun'), [0, 0, 0], Buffer.from([0])),
    box('minf', box('smhd', [0, 0]), box('dinf', box('dref', [0, 1], box('url ', [1]))), table),
  );
  return box(
    'moov',
    box('mvhd', [0, 0, 0, rate, length, 0x10000, 0x1000000, 0, 0, ...matrix, 0, 0, 0, 0, 0, 0, 2]),
    box('trak', box('tkhd', [3, 0, 0, 1, 0, length, 0, 0, 0, 0x1000000, ...matrix, 0, 0]), media),
  );
}
