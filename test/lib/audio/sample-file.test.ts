import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AudioReader } from '../../../nodes/lib/audio/audio-reader';
import { AudioError, DEFAULT_FORMAT } from '../../../nodes/lib/audio/format';
import { readSampleFileHeader } from '../../../nodes/lib/audio/sample-file';
import { WavDecoder } from '../../../nodes/lib/built-in/server/audio-input/wav-decoder';
import { cut } from '../../support/containers';
import { decodeAll } from '../../../dev/decoding';
import { readPcm, recordingNamed } from '../../../dev/recordings';
import { sampleFiles } from '../../support/sample-files';
import { wavFile } from '../../../dev/wav-file';

/** Long enough to be a recording and not a piece of a live source. */
const pcm = Buffer.concat([readPcm(recordingNamed('cards-1')), readPcm(recordingNamed('cards-2'))]);
const FILES = Object.entries(sampleFiles(pcm));

describe('audio/sample-file', () => {
  for (const [name, file] of FILES) {
    it(`hears the samples of ${name}, however it is cut, and knows its end`, () => {
      for (const sizes of [[file.length], [1, 7], [700], [4096]]) {
        const reader = new AudioReader({ type: 'auto' });
        const pieces = [...cut(file, sizes)].flatMap((part) => reader.read(part));
        assert.deepEqual(Buffer.concat(pieces.map(({ data }) => data)), pcm, String(sizes));
        assert.deepEqual(reader.format, DEFAULT_FORMAT);
        assert.equal(reader.complete, true);
      }
    });
  }

  it('is decoded by the built-in appliance as well', async () => {
    for (const [name, file] of FILES) {
      const decoded = await decodeAll(new WavDecoder(), cut(file, [1000]));
      assert.equal(decoded.length, pcm.length / 2, name);
    }
  });

  it('goes on behind a chunk of odd length, with its pad byte or without', () => {
    for (const body of ['odd', 'INFOISFT\x01\0\0\0x']) {
      const padded = wavFile(pcm, { chunksBefore: [{ id: 'LIST', body: Buffer.from(body, 'latin1') }] });
      const pad = padded.indexOf('data') - 1;
      const unpadded = Buffer.concat([padded.subarray(0, pad), padded.subarray(pad + 1)]);
      for (const file of [padded, unpadded]) {
        for (const sizes of [[file.length], [1], [45]]) {
          const reader = new AudioReader({ type: 'auto' });
          const pieces = [...cut(file, sizes)].flatMap((part) => reader.read(part));
          assert.deepEqual(Buffer.concat(pieces.map(({ data }) => data)), pcm);
        }
      }
    }
  });

  it('names the codec of a file whose samples are compressed', () => {
    const file = wavFile(pcm, { tag: 0x11, bits: 4 });
    assert.throws(() => readSampleFileHeader(file), { code: 'unsupported_audio', message: /IMA ADPCM.*ffmpeg/ });
    const caf = Buffer.from(sampleFiles(pcm).caf);
    caf.write('aac ', caf.indexOf('lpcm'), 'latin1');
    assert.throws(() => readSampleFileHeader(caf), { code: 'unsupported_audio', message: /CAF.*aac/ });
  });

  it('ends any damaged header as a header, as one that goes on, or as an error with a code', () => {
    const damage = fc.array(fc.record({ at: fc.nat(80), byte: fc.nat(255) }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...FILES), damage, fc.nat(100), ([, file], changes, length) => {
        const bytes = Buffer.from(file.subarray(0, 12 + length));
        for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte;
        try {
          const header = readSampleFileHeader(bytes);
          if (header) assert.ok(header.dataOffset <= bytes.length && header.format.channels >= 1);
        } catch (error) {
          assert.ok(error instanceof AudioError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
