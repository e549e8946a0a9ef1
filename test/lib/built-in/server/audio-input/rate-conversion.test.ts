import assert from 'node:assert/strict';
import { RateConversion } from '../../../../../nodes/lib/built-in/server/audio-input/rate-conversion';

const seconds = (rate: number): Float32Array => new Float32Array(rate).fill(0.25);
const length = (pieces: Float32Array[]): number => pieces.reduce((sum, piece) => sum + piece.length, 0);

describe('RateConversion', () => {
  it('keeps the length of a stream whose rate changes', async () => {
    const conversion = new RateConversion();
    let given = 0;
    for (const rate of [16000, 44100, 44100, 8000, 16000]) given += length(await conversion.push(seconds(rate), rate));
    given += length(conversion.end());
    assert.equal(given, 5 * 16000);
  });

  it('refuses a rate that no audio has', async () => {
    for (const rate of [0, 100, 1_000_000]) {
      await assert.rejects(new RateConversion().push(seconds(10), rate), { type: 'job_error' });
    }
  });

  it('gives nothing any more once it is closed', async () => {
    const conversion = new RateConversion();
    const pending = conversion.push(seconds(8000), 8000);
    conversion.close();
    assert.deepEqual(await pending, []);
    assert.deepEqual(await conversion.push(seconds(8000), 8000), []);
    assert.deepEqual(conversion.end(), []);
    conversion.close();
  });
});
