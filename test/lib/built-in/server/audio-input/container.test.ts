import assert from 'node:assert/strict';
import fc from 'fast-check';
import { detectContainer, SEARCH_LENGTH } from '../../../../../nodes/lib/built-in/server/audio-input/container';
import { readContainer } from '../../../../support/containers';
import { wavFile } from '../../../../../dev/wav-file';

const FILES: [name: string, container: string][] = [
  ['stereo-44100.mp3', 'mp3'],
  ['mono-16000.flac', 'flac'],
  ['vorbis.ogg', 'ogg'],
  ['opus.ogg', 'ogg'],
  ['faststart.m4a', 'mp4'],
  ['adts.aac', 'aac'],
  ['transport-stream.mpegts', 'mpeg_ts'],
];

/** Frames of one kind without samples in them: the header, then zeros. */
function frames(header: number[], length: number, count: number): Buffer {
  const frame = Buffer.alloc(length);
  frame.set(header);
  return Buffer.concat(Array<Buffer>(count).fill(frame));
}

describe('detectContainer', () => {
  for (const [name, container] of FILES) {
    it(`knows ${name} as ${container}, and waits as long as it can't tell`, () => {
      const file = readContainer(name);
      const bytes = file.toString('latin1', 0, 3) === 'ID3' ? file.subarray(10 + file.readUInt8(9)) : file;
      assert.deepEqual(detectContainer(bytes, false), { name: 'container', container, offset: 0 });
      for (let length = 0; length < 12; length++) {
        assert.equal(detectContainer(bytes.subarray(0, length), false).name, 'unclear');
      }
    });
  }

  it('knows the others by their first bytes', () => {
    const start = (text: string): string => {
      const detection = detectContainer(Buffer.from(text.padEnd(20, '\0'), 'latin1'), false);
      return detection.name === 'container' ? detection.container : detection.name;
    };
    assert.equal(start('#!AMR\n'), 'amr');
    assert.equal(start('#!AMR-WB\n'), 'amr');
    assert.equal(start('\x00\x00\x01\xba'), 'mpeg_ps');
    assert.equal(start('\x1a\x45\xdf\xa3'), 'webm');
    assert.deepEqual(detectContainer(wavFile(Buffer.alloc(10)), false), {
      name: 'container',
      container: 'wav',
      offset: 0,
    });
  });

  it('knows frames of every layer by their lengths', () => {
    const cases: [header: number[], length: number, kind: string][] = [
      [[0xff, 0xfb, 0x90, 0], 417, 'mp3'],
      [[0xff, 0xfb, 0x92, 0], 418, 'mp3'],
      [[0xff, 0xf3, 0x80, 0], 208, 'mp3'],
      [[0xff, 0xe3, 0x18, 0], 72, 'mp3'],
      [[0xff, 0xfd, 0x80, 0], 417, 'mpeg_audio'],
      [[0xff, 0xf5, 0x80, 0], 417, 'mpeg_audio'],
      [[0xff, 0xff, 0x10, 0], 32, 'mpeg_audio'],
      [[0xff, 0xf1, 0x50, 0x80, 0x0c, 0x9f, 0xfc], 100, 'aac'],
    ];
    for (const [header, length, container] of cases) {
      const expected = { name: 'container', container, offset: 0 };
      assert.deepEqual(detectContainer(frames(header, length, 4), false), expected, header.join());
      assert.equal(detectContainer(frames(header, length + 5, 4), false).name, 'unclear', header.join());
    }
  });

  it('finds where frames start in the middle of a stream', () => {
    const bytes = Buffer.concat([Buffer.alloc(50, 0xff), frames([0xff, 0xfb, 0x90, 0], 417, 3)]);
    assert.deepEqual(detectContainer(bytes, false), { name: 'container', container: 'mp3', offset: 50 });
  });

  it('takes a single frame for what it is when nothing follows', () => {
    const bytes = frames([0xff, 0xfb, 0x90, 0], 417, 1);
    assert.equal(detectContainer(bytes, false).name, 'unclear');
    assert.deepEqual(detectContainer(bytes, true), { name: 'container', container: 'mp3', offset: 0 });
  });

  it('tells the length of a tag', () => {
    const tag = Buffer.from('ID3\x04\0\x10\0\0\x02\x01\0\0\0\0', 'latin1');
    assert.deepEqual(detectContainer(tag, false), { name: 'tag', length: 10 + 257 + 10 });
  });

  it('gives up on what is nothing known, after so many bytes or at the end', () => {
    const bytes = Buffer.alloc(SEARCH_LENGTH, 'abc');
    assert.equal(detectContainer(bytes.subarray(1), false).name, 'unclear');
    assert.equal(detectContainer(bytes, false).name, 'unknown');
    assert.equal(detectContainer(Buffer.from('abc'), true).name, 'unknown');
  });

  it('never throws, and decides in time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, complete) => {
        const { name } = detectContainer(Buffer.from(bytes), complete);
        if (complete) assert.notEqual(name, 'unclear');
      }),
      { examples: [[Uint8Array.from(Buffer.from('ID3')), true]] },
    );
  });
});
