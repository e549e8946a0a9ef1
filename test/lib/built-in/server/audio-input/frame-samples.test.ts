import assert from 'node:assert/strict';
import { frameToMono } from '../../../../../nodes/lib/built-in/server/audio-input/frame-samples';

describe('frameToMono', () => {
  it('brings every kind of sample to the range of -1 to 1', () => {
    for (const plane of [
      Uint8Array.from([0x80, 0xc0, 0]),
      Int16Array.from([0, 0x4000, -0x8000]),
      Int32Array.from([0, 0x40000000, -0x80000000]),
      Float32Array.from([0, 0.5, -1]),
    ]) {
      assert.deepEqual([...frameToMono({ data: plane, channels: 1, length: 3 })], [0, 0.5, -1]);
      assert.deepEqual([...frameToMono({ data: [plane], channels: 1, length: 3 })], [0, 0.5, -1]);
    }
  });

  it('takes the mean of channels, in one plane or in several', () => {
    const taking = Float32Array.from([0.5, -0.5, 1, 0.5]);
    assert.deepEqual([...frameToMono({ data: taking, channels: 2, length: 2 })], [0, 0.75]);
    const planes = [Float32Array.from([0.5, 1]), Float32Array.from([-0.5, 0.5])];
    assert.deepEqual([...frameToMono({ data: planes, channels: 2, length: 2 })], [0, 0.75]);
  });
});
