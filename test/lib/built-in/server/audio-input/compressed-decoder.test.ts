import assert from 'node:assert/strict';
import { CompressedDecoder } from '../../../../../nodes/lib/built-in/server/audio-input/compressed-decoder';
import { collectGarbage } from '../../../../../dev/collect-garbage';
import { cut, readContainer } from '../../../../support/containers';
import { decodeAll, piecesOf } from '../../../../../dev/decoding';

function* repeated(bytes: Buffer, times: number): Generator<Buffer> {
  for (let i = 0; i < times; i++) yield* cut(bytes, [4096]);
}

describe('CompressedDecoder', () => {
  for (const { name, container, minutes, lag } of [
    { name: 'mono-16000.mp3', container: 'mp3', minutes: 10, lag: 0.5 },
    { name: 'mono-16000.flac', container: 'flac', minutes: 10, lag: 3 },
    { name: 'opus.ogg', container: 'ogg', minutes: 3, lag: 2 },
  ] as const) {
    it(`holds back at most ${lag} s of ${name}, and keeps nothing of ${minutes} minutes`, async () => {
      const file = readContainer(name);
      const secondsPerByte = 2.99 / file.length;
      const decoder = await CompressedDecoder.open(container);
      let taken = 0;
      let given = 0;
      let early = 0;
      for (const piece of repeated(file, Math.ceil((minutes * 60) / 2.99))) {
        taken += piece.length * secondsPerByte;
        const samples = (await piecesOf(decoder.decode(piece))).reduce((sum, { length }) => sum + length, 0);
        given += samples / 16000;
        assert.ok(samples <= 3 * 16000, `${samples} samples at once`);
        assert.ok(taken - given <= lag + piece.length * secondsPerByte, `${taken - given} s behind at ${taken} s`);
        if (early === 0 && given > 60) early = collectGarbage();
      }
      const grown = collectGarbage() - early;
      decoder.close();
      assert.ok(given >= minutes * 60 - lag);
      assert.ok(grown < 8 * 1024 * 1024, `${grown} bytes more`);
    });
  }

  it('goes on behind damaged frames', async () => {
    for (const [name, container] of [
      ['stereo-44100.mp3', 'mp3'],
      ['mono-16000.flac', 'flac'],
      ['vorbis.ogg', 'ogg'],
    ] as const) {
      const bytes = Buffer.from(readContainer(name));
      const middle = bytes.length >> 1;
      bytes.fill(0x55, middle, middle + 500);
      const decoded = await decodeAll(await CompressedDecoder.open(container), cut(bytes, [1000]));
      assert.ok(decoded.length > 16000, `${name}: ${decoded.length}`);
    }
  });

  it('takes a stream whose rate and channels change', async () => {
    const both = [readContainer('mono-16000.mp3'), readContainer('stereo-44100.mp3')];
    const decoded = await decodeAll(await CompressedDecoder.open('mp3'), both);
    assert.ok(Math.abs(decoded.length - 2 * 2.99 * 16000) < 3200, `${decoded.length}`);
  });

  it('takes Ogg streams in a row', async () => {
    const file = readContainer('vorbis.ogg');
    const decoded = await decodeAll(await CompressedDecoder.open('ogg'), [file, file]);
    assert.ok(Math.abs(decoded.length - 2 * 2.99 * 16000) < 3200, `${decoded.length}`);
  });

  it('ends a call that is under way when it is closed', async () => {
    const decoder = await CompressedDecoder.open('flac');
    const decoding = piecesOf(decoder.decode(readContainer('mono-16000.flac')));
    decoder.close();
    await decoding;
  });
});
