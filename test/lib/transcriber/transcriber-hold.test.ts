import assert from 'node:assert/strict';
import { audioMessage, endMessage } from '../../../nodes/lib/source/messages';
import { Delivery } from '../../../nodes/lib/source/delivery';
import { wellBehaved } from '../../support/behaviours';
import { audioBytes, TranscriberHarness } from './transcriber-harness';

const PACKET = Buffer.alloc(3200, 1);
const PACKETS = 3000;

describe('Transcriber: a recording whose sender waits', () => {
  /** A server that acknowledges audio in real time. */
  const slow = (): TranscriberHarness =>
    new TranscriberHarness(
      wellBehaved({
        audio(connection) {
          const count = connection.audio.length;
          connection.after(100, () => connection.send({ message: 'AudioAdded', seq_no: count }));
        },
      }),
    );

  it('comes no faster than it is sent, and whole', async () => {
    const harness = slow();
    let sent = 0;
    let most = 0;
    const delivery = new Delivery<Buffer>('fast', harness.time.clock, {
      send: (packet, hold) => {
        const part = { id: 'a', index: sent, hold };
        harness.send(audioMessage(packet, 16_000, '', part));
        sent += 1;
        const server = harness.server.connections.at(-1);
        most = Math.max(most, sent - (server ? audioBytes(server) / PACKET.length : 0));
      },
      hold: () => {},
      drained: () => {
        const end = { id: 'a', index: sent, count: sent + 1 };
        harness.send(endMessage(16_000, '', end));
      },
    });
    for (let packet = 0; packet < PACKETS; packet += 1) delivery.push(PACKET);
    delivery.finish();
    await harness.time.advance(1_000_000);
    assert.ok(most <= 101, `${most} packets were waiting`);
    assert.equal(audioBytes(harness.server.connection), PACKETS * PACKET.length);
    assert.deepEqual(new Set(harness.inputs.flatMap(({ results }) => results)), new Set(['done']));
    assert.equal(harness.inputs.length, PACKETS + 1);
    harness.transcriber.close();
  });

  it('is taken even if its sender throws', async () => {
    const harness = slow();
    const throwing = (): never => {
      throw new TypeError('no');
    };
    const input = harness.send({ payload: PACKET, audio_hold: throwing });
    const later = harness.send({ payload: PACKET, audio_hold: () => throwing });
    const strange = harness.send({ payload: PACKET, audio_hold: 'yes' });
    await harness.time.advance(1000);
    for (const { results } of [input, later, strange]) assert.deepEqual(results, ['done']);
    harness.transcriber.close();
  });
});
