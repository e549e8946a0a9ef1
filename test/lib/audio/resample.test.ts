import assert from 'node:assert/strict';
import { Resampler } from '../../../nodes/lib/audio/resample';

function tone(rate: number, frequency: number, seconds: number): Float32Array {
  return Float32Array.from(
    { length: Math.round(rate * seconds) },
    (_, index) => 0.5 * Math.sin((2 * Math.PI * frequency * index) / rate),
  );
}

async function convert(samples: Float32Array, from: number, to: number, sizes: number[]): Promise<number[]> {
  const resampler = await Resampler.create(from, to);
  const out: number[] = [];
  for (let offset = 0, turn = 0; offset < samples.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    out.push(...resampler.push(samples.subarray(offset, offset + size)));
    offset += size;
  }
  out.push(...resampler.flush());
  return out;
}

describe('Resampler', () => {
  for (const rate of [4000, 8000, 11025, 22050, 32000, 44100, 48000, 96000, 192000]) {
    it(`keeps a tone in place from ${rate} Hz, and its length to the end`, async () => {
      const out = await convert(tone(rate, 440, 1), rate, 16000, [Math.round(rate / 50)]);
      const expected = tone(16000, 440, 1);
      assert.equal(out.length, expected.length);
      const errors = out.map((value, index) => Math.abs(value - expected[index]!));
      assert.ok(Math.max(...errors.slice(200, -200)) < 1e-4);
    });
  }

  it('gives the same samples however the stream is cut', async () => {
    const samples = tone(44100, 1000, 1);
    const whole = await convert(samples, 44100, 16000, [samples.length]);
    for (const sizes of [[1], [7, 1, 441], [160], [16384, 3]]) {
      assert.deepEqual(await convert(samples, 44100, 16000, sizes), whole);
    }
  });

  it('takes a view into a longer array, and pieces longer than the converter', async () => {
    const samples = tone(8000, 300, 150);
    const view = new Float32Array(samples.length + 10);
    view.set(samples, 10);
    const whole = await Resampler.create(8000, 16000);
    const out = whole.push(view.subarray(10));
    whole.close();
    assert.deepEqual([...out.subarray(0, 5000)], (await convert(samples, 8000, 16000, [100])).slice(0, 5000));
    assert.ok(samples.length * 2 - out.length < 100);
  });

  it('takes away what the lower rate cannot hold', async () => {
    const out = await convert(tone(48000, 10000, 0.5), 48000, 16000, [960]);
    assert.ok(Math.max(...out.slice(200, -200).map(Math.abs)) < 1e-3);
  });

  it('hands on the same samples when the rates are equal', async () => {
    const resampler = await Resampler.create(16000, 16000);
    const samples = tone(16000, 440, 0.1);
    assert.equal(resampler.push(samples), samples);
    assert.equal(resampler.flush().length, 0);
  });

  it('refuses rates that it cannot convert', async () => {
    for (const rate of [0, 3999, 192001, NaN]) await assert.rejects(Resampler.create(rate, 16000), RangeError);
  });

  it('may be closed twice, and after a flush', async () => {
    const resampler = await Resampler.create(44100, 16000);
    resampler.push(tone(44100, 440, 0.1));
    resampler.flush();
    resampler.close();
    resampler.close();
  });
});
