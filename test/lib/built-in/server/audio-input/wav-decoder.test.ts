import assert from 'node:assert/strict';
import { WavDecoder } from '../../../../../nodes/lib/built-in/server/audio-input/wav-decoder';
import { cut } from '../../../../support/containers';
import { decodeAll, piecesOf } from '../../../../../dev/decoding';
import { wavFile } from '../../../../../dev/wav-file';

const SECOND = Buffer.alloc(32000, Buffer.from(Int16Array.from([0x2000]).buffer));

describe('WavDecoder', () => {
  it('hears nothing but the samples that the header announces', async () => {
    const file = wavFile(SECOND, { trailing: Buffer.alloc(1000, 0x7f) });
    const decoded = await decodeAll(new WavDecoder(), cut(file, [777]));
    assert.equal(decoded.length, 16000);
    assert.ok(decoded.every((sample) => sample === 0.25));
  });

  it('hears as much as comes where a live source did not know the length', async () => {
    for (const announcedLength of [0, 0xffffffff]) {
      const decoded = await decodeAll(new WavDecoder(), [wavFile(SECOND, { announcedLength })]);
      assert.equal(decoded.length, 16000);
    }
  });

  it('mixes channels and changes the rate', async () => {
    const stereo = wavFile(Buffer.alloc(44100 * 4), { channels: 2, rate: 44100 });
    assert.equal((await decodeAll(new WavDecoder(), cut(stereo, [1001]))).length, 16000);
  });

  it('decodes a long file piece by piece', async () => {
    const decoder = new WavDecoder();
    await piecesOf(decoder.decode(wavFile(Buffer.alloc(0), { announcedLength: 0 })));
    for (let i = 0; i < 600; i++) {
      const pieces = await piecesOf(decoder.decode(SECOND));
      assert.equal(
        pieces.reduce((sum, { length }) => sum + length, 0),
        16000,
      );
      assert.ok(pieces.every(({ length }) => length <= 1600));
    }
    assert.equal((await piecesOf(decoder.end())).length, 1);
  });

  it("refuses what it can't read, in the words of the protocol", async () => {
    for (const file of [
      wavFile(SECOND, { tag: 2, bits: 4 }),
      wavFile(SECOND, { rate: 1 }),
      wavFile(SECOND, { chunksBefore: [{ id: 'LIST', body: Buffer.alloc(2 * 1024 * 1024) }] }),
    ]) {
      await assert.rejects(decodeAll(new WavDecoder(), cut(file, [100_000])), { type: 'job_error' });
    }
  });
});
