import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of a file of test/recordings/containers; all of them hold the recording austen-0880. */
export function readContainer(name: string): Buffer {
  return readFileSync(join(__dirname, '..', 'recordings', 'containers', name));
}

/** Cuts bytes into pieces whose sizes repeat. */
export function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
