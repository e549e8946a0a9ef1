import assert from 'node:assert/strict';
import { insteadOn } from '../../support/behaviours';
import { Redeploys } from '../../../nodes/lib/stream/redeploys';
import { PIECE } from './stream-harness';
import { TranscriberHarness } from './transcriber-harness';

describe('stream/redeploys', () => {
  it('keeps what a node left for the next instance with its id, once', () => {
    const { time, transcriber } = new TranscriberHarness(insteadOn('EndOfStream', () => {}));
    const redeploys = new Redeploys(time.clock);
    redeploys.keep('kitchen', transcriber);
    assert.equal(redeploys.take('cellar'), undefined);
    assert.equal(redeploys.take('kitchen'), transcriber);
    assert.equal(redeploys.take('kitchen'), undefined);
    assert.equal(time.pendingTimers, 0);
  });

  it('keeps it as long as other nodes may take to close, not longer', async () => {
    for (const [seconds, left] of [
      [15, true],
      [21, false],
    ] as const) {
      const { time, transcriber } = new TranscriberHarness(insteadOn('EndOfStream', () => {}));
      const redeploys = new Redeploys(time.clock);
      transcriber.input({ payload: PIECE }, () => {});
      redeploys.keep('kitchen', transcriber);
      await time.advance(seconds * 1000);
      assert.equal(redeploys.take('kitchen') === transcriber, left);
      assert.equal(time.pendingTimers, 0);
    }
  });

  it('loses nothing when an instance is closed before it took over', async () => {
    const harness = new TranscriberHarness(insteadOn('EndOfStream', () => {}));
    const redeploys = new Redeploys(harness.time.clock);
    harness.send({ payload: PIECE });
    await harness.time.settle();
    redeploys.keep('kitchen', harness.transcriber);
    harness.server.connection.send({ message: 'Info', type: 'recognition_quality', reason: 'heard' });
    await harness.time.settle();
    harness.restart();
    redeploys.keep('kitchen', harness.transcriber);
    harness.events.length = 0;
    harness.restart();
    harness.transcriber.adopt(redeploys.take('kitchen')!);
    assert.deepEqual(
      harness.events.map(({ event }) => event),
      ['info'],
    );
    harness.transcriber.close();
  });
});
