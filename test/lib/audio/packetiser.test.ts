import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { DEFAULT_FORMAT } from '../../../nodes/lib/audio/format';
import { Packetiser } from '../../../nodes/lib/audio/packetiser';

const MESSAGE = 3200;

function frame(sizes: number[]): { messages: Buffer[]; bytes: Buffer } {
  const framing = new Packetiser(DEFAULT_FORMAT);
  const bytes = randomBytes(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  const messages = sizes.flatMap((size) => framing.push({ data: bytes.subarray(at, (at += size)) }));
  const rest = framing.flush();
  return { messages: [...messages, ...(rest ? [rest] : [])].map(({ data }) => data), bytes };
}

describe('audio/packetiser', () => {
  it('gathers the pieces of a 20 ms source to messages of 100 ms', () => {
    assert.deepEqual(
      frame(Array<number>(11).fill(640)).messages.map(({ length }) => length),
      [MESSAGE, MESSAGE, 640],
    );
  });

  it('passes pieces of 50 to 100 ms on at once, without a copy', () => {
    for (const size of [1602, 2560, MESSAGE]) {
      const data = Buffer.alloc(size);
      const framing = new Packetiser(DEFAULT_FORMAT);
      assert.ok(framing.push({ data })[0]?.data.buffer === data.buffer);
      assert.equal(framing.waiting, false);
    }
  });

  it('gives what waits when it is asked to, once', () => {
    const framing = new Packetiser(DEFAULT_FORMAT);
    assert.deepEqual(framing.push({ data: Buffer.alloc(640) }), []);
    assert.equal(framing.waiting, true);
    assert.deepEqual(framing.flush(), { data: Buffer.alloc(640), seconds: 0.02 });
    assert.equal(framing.flush(), undefined);
  });

  it('keeps every byte in order, in whole samples of at most 100 ms', () => {
    const size = fc.oneof(fc.nat(400), fc.nat(10000)).map((samples) => samples * 2);
    fc.assert(
      fc.property(fc.array(size, { maxLength: 30 }), (sizes) => {
        const { messages, bytes } = frame(sizes);
        assert.deepEqual(Buffer.concat(messages), bytes);
        assert.ok(messages.every(({ length }) => length > 0 && length <= MESSAGE && length % 2 === 0));
      }),
    );
  });

  it('gathers containers to no more than 16 KiB', () => {
    const framing = new Packetiser({ type: 'file' });
    const pieces = Array.from({ length: 50 }, () => framing.push({ data: Buffer.alloc(417) })).flat();
    assert.deepEqual(
      pieces.map(({ data, seconds }) => [data.length, seconds]),
      [[39 * 417, 0]],
    );
  });
});
