import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { FileStructure } from '../../../../nodes/lib/audio/ends/file-structure';
import { box, cut, fragmentedMp4, readContainer } from '../../../support/containers';

const WHOLE = ['faststart.m4a', 'header-at-end.m4a', 'opus.ogg', 'vorbis.ogg', 'flac.ogg'].map(readContainer);

function stateOf(bytes: Buffer, sizes: readonly number[]): string | undefined {
  const structure = FileStructure.of(bytes);
  for (const piece of cut(bytes, sizes)) structure?.push(piece);
  return structure?.state;
}

describe('audio/ends/file-structure', () => {
  it('follows a file that comes in pieces cut anywhere, and knows its end', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.constantFrom(...WHOLE),
        sizes,
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        (file, cuts, part) => {
          assert.equal(stateOf(file, cuts), 'complete');
          const length = Math.max(12, Math.floor(file.length * part));
          assert.equal(stateOf(file.subarray(0, length), cuts), 'within');
        },
      ),
      { numRuns: 100 },
    );
  });

  it('knows that live files go on', () => {
    const webm = readFileSync('test/recordings/opus.webm');
    const mp4 = Buffer.concat(fragmentedMp4(3));
    for (const [file, sizes] of [
      [
        Buffer.concat([Buffer.from('1a45dfa38400000000', 'hex'), Buffer.from('1853806701ffffffffffffff', 'hex'), webm]),
        [9],
      ],
      [mp4, [100, 3]],
      [mp4.subarray(0, 300), [300]],
    ] as const) {
      assert.equal(stateOf(file, sizes), 'within');
    }
    assert.equal(stateOf(Buffer.concat([mp4, box('mfra', Buffer.alloc(8))]), [77]), 'complete');
  });

  it('says nothing of what has no structure, or another one than it began with', () => {
    for (const file of ['mono-16000.mp3', 'adts.aac', 'mono-16000.flac']) {
      assert.equal(FileStructure.of(readContainer(file)), undefined, file);
    }
    for (const file of WHOLE) assert.equal(stateOf(Buffer.concat([file, Buffer.alloc(100)]), [1000]), 'unknown');
  });

  it('ends whatever comes', () => {
    const starts = WHOLE.map((file) => file.subarray(0, 40));
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        fc.uint8Array({ maxLength: 600 }),
        fc.integer({ min: 1, max: 99 }),
        (start, rest, size) => {
          assert.ok(['within', 'complete', 'unknown'].includes(stateOf(Buffer.concat([start, rest]), [size])!));
        },
      ),
    );
  });
});
