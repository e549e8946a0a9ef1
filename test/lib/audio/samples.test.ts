import assert from 'node:assert/strict';
import { toMono } from '../../../nodes/lib/audio/samples';

function bytesOf(array: Int16Array | Float32Array | Int32Array | Float64Array | Uint8Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

describe('audio/samples', () => {
  it('reads every sample format to -1 to 1', () => {
    assert.deepEqual([...toMono(bytesOf(Int16Array.of(0, 16384, -32768)), 's16le', 1)], [0, 0.5, -1]);
    assert.deepEqual([...toMono(bytesOf(Int32Array.of(0, 2 ** 30, -(2 ** 31))), 's32le', 1)], [0, 0.5, -1]);
    assert.deepEqual([...toMono(Buffer.from([0, 0, 0, 0, 0, 0x40, 0, 0, 0x80]), 's24le', 1)], [0, 0.5, -1]);
    assert.deepEqual([...toMono(Buffer.from([128, 192, 0]), 'u8', 1)], [0, 0.5, -1]);
    assert.deepEqual([...toMono(bytesOf(Float32Array.of(0, 0.5, -1)), 'f32le', 1)], [0, 0.5, -1]);
    assert.deepEqual([...toMono(bytesOf(Float64Array.of(0, 0.5, -1)), 'f64le', 1)], [0, 0.5, -1]);
  });

  it('reads G.711 as its tables say', () => {
    // ITU-T G.711: mu-law 0xFF and 0x7F are zero, 0x80 and 0x00 the extremes; A-law 0xD5 is the smallest positive step.
    const mulaw = [...toMono(Buffer.from([0xff, 0x7f, 0x80, 0x00]), 'mulaw', 1)].map((sample) => sample * 0x8000);
    assert.deepEqual(
      mulaw.map((sample) => sample + 0),
      [0, 0, 32124, -32124],
    );
    const alaw = [...toMono(Buffer.from([0xd5, 0x55, 0xaa, 0x2a]), 'alaw', 1)].map((sample) => sample * 0x8000);
    assert.deepEqual(alaw, [8, -8, 32256, -32256]);
  });

  it('mixes channels to their mean', () => {
    assert.deepEqual([...toMono(bytesOf(Int16Array.of(16384, 0, -16384, -16384)), 's16le', 2)], [0.25, -0.5]);
  });

  it('makes silence of float samples that are no numbers, and limits those out of range', () => {
    assert.deepEqual([...toMono(bytesOf(Float32Array.of(NaN, Infinity, 3, -3)), 'f32le', 1)], [0, 0, 1, -1]);
  });
});
