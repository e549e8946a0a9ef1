import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toMono, toMonoFloat32, toMonoInt16 } from '../../../nodes/lib/audio/samples';

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

  it('makes the nearest 16-bit integers of the mean of integers of any width and byte order', () => {
    const format = fc.constantFrom(
      ['s16le', 2, 0],
      ['s16be', 2, 0],
      ['s24le', 3, 8],
      ['s24be', 3, 8],
      ['s32le', 4, 16],
      ['s32be', 4, 16],
    );
    fc.assert(
      fc.property(
        format,
        fc.integer({ min: 1, max: 6 }),
        fc.uint8Array({ maxLength: 96 }),
        ([name, size, shift], channels, random) => {
          const [width, bits] = [Number(size), BigInt(shift)];
          const count = Math.floor(random.length / (width * channels));
          const bytes = Buffer.from(random.subarray(0, count * width * channels));
          const expected = Array.from({ length: count }, (_, frame) => {
            let sum = 0n;
            for (let channel = 0; channel < channels; channel++) {
              const at = (frame * channels + channel) * width;
              sum += BigInt(String(name).endsWith('be') ? bytes.readIntBE(at, width) : bytes.readIntLE(at, width));
            }
            // The nearest whole number, halves upwards: floor((2 * sum + divisor) / (2 * divisor)).
            const divisor = BigInt(channels) << bits;
            const [dividend, twice] = [2n * sum + divisor, 2n * divisor];
            const floor = dividend / twice - (dividend % twice < 0n ? 1n : 0n);
            return Math.min(32767, Number(floor));
          });
          const converted = toMonoInt16(bytes, name, channels);
          assert.deepEqual(
            expected,
            Array.from({ length: count }, (_, frame) => converted.readInt16LE(frame * 2)),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('makes 32-bit floats of the mean of floats', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }))),
        (pairs) => {
          const converted = toMonoFloat32(bytesOf(Float64Array.from(pairs.flat())), 'f64le', 2);
          const expected = Float32Array.from(pairs, ([left, right]) => (left + right) / 2);
          assert.deepEqual(
            Array.from(expected),
            Array.from(expected, (_, index) => converted.readFloatLE(index * 4)),
          );
        },
      ),
    );
  });

  it('makes 16-bit integers of 8-bit and A-law samples', () => {
    const int16 = (bytes: number[], format: 'u8' | 's8' | 'alaw'): number[] => {
      const converted = toMonoInt16(Buffer.from(bytes), format, 1);
      return bytes.map((_, index) => converted.readInt16LE(index * 2));
    };
    assert.deepEqual(int16([0, 128, 129, 255], 'u8'), [-32768, 0, 256, 32512]);
    assert.deepEqual(int16([0, 1, 127, 128], 's8'), [0, 256, 32512, -32768]);
    assert.deepEqual(int16([0xd5, 0x55, 0xaa, 0x2a], 'alaw'), [8, -8, 32256, -32256]);
  });
});
