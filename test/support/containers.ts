import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of a file of test/recordings/containers; all of them hold the recording austen-0880. */
export function readContainer(name: string): Buffer {
  return readFileSync(join(__dirname, '..', 'recordings', 'containers', name));
}

/** The bytes of a file of test/recordings/codes: a part of the same recording, without a header. */
export function readCodes(name: string): Buffer {
  return readFileSync(join(__dirname, '..', 'recordings', 'codes', name));
}

/** Cuts bytes into pieces whose sizes repeat. */
export function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** A box of an MP4 file. */
export function box(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + body.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

/** The pieces of an MP4 file in fragments, as live recorders send them; their samples are not real. */
export function fragmentedMp4(fragments: number): Buffer[] {
  const start = Buffer.concat([box('ftyp', Buffer.alloc(16)), box('moov', Buffer.alloc(100))]);
  const fragment = Buffer.concat([box('moof', Buffer.alloc(40)), box('mdat', Buffer.alloc(900, 0xa5))]);
  return [start, ...Array.from({ length: fragments }, () => fragment)];
}
