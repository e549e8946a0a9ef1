import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { AudioReader } from '../../../nodes/lib/audio/audio-reader';
import { findContainer } from '../../../nodes/lib/audio/container';
import { DEFAULT_FORMAT } from '../../../nodes/lib/audio/format';
import { cut, readContainer } from '../../support/containers';
import { readPcm, recordings } from '../../../dev/recordings';

const FILES = readdirSync(join(__dirname, '..', '..', 'recordings', 'containers'));

describe('audio/container', () => {
  for (const name of FILES) {
    it(`sends ${name} as it is, however it is cut`, () => {
      const file = readContainer(name);
      for (const sizes of [[file.length], [1, 7], [700], [4096]]) {
        const reader = new AudioReader({ type: 'auto' });
        const pieces = [...cut(file, sizes)].flatMap((part) => reader.read(part));
        assert.deepEqual(reader.format, { type: 'file' });
        assert.deepEqual(Buffer.concat(pieces.map(({ data }) => data)), file);
      }
    });
  }

  it('knows the others by their first bytes, and names the cure for those that are not taken', () => {
    const find = (text: string): string => findContainer(Buffer.from(text.padEnd(64, '\0'), 'latin1'));
    for (const text of ['#!AMR\n', '#!AMR-WB\n', '\0\0\x01\xba', 'ID3\x04\0\0\0\0\x02\x01', '\0\0\0\x20ftypqt  ']) {
      assert.equal(find(text), 'container', text);
    }
    const refused = ['\x1a\x45\xdf\xa3', 'FORM\0\0\0\0AIFF', '.snd', 'caff', 'RF64', 'RIFF\0\0\0\0AVI '];
    for (const text of refused) assert.throws(() => find(text), { code: 'unsupported_audio', message: /ffmpeg/ });
  });

  it('takes no raw recording for a container, wherever it begins', () => {
    for (const recording of recordings) {
      const pcm = readPcm(recording);
      for (let at = 0; at < pcm.length; at += 33) {
        const bytes = pcm.subarray(at, at + 20000);
        assert.ok(bytes.length < 16384 ? findContainer(bytes) !== 'container' : findContainer(bytes) === 'none');
      }
    }
  });

  it('decides in time, and takes a single frame header for samples', () => {
    const frame = Buffer.alloc(20000, 5);
    frame.set([0xff, 0xfb, 0x90, 0]);
    assert.equal(findContainer(frame.subarray(0, 400)), 'unclear');
    assert.equal(findContainer(frame), 'none');
    const reader = new AudioReader({ type: 'auto' });
    assert.deepEqual(reader.read(frame.subarray(0, 400)), []);
    assert.deepEqual(reader.end()[0]?.data, frame.subarray(0, 400));
    assert.deepEqual(reader.format, DEFAULT_FORMAT);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const filled = Buffer.concat([Buffer.from(bytes), Buffer.alloc(16384)]);
        assert.notEqual(findContainer(filled), 'unclear');
      }),
    );
  });
});
