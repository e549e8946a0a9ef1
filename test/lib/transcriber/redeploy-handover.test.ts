import assert from 'node:assert/strict';
import { insteadOn } from '../../support/behaviours';
import { RedeployHandover } from '../../../nodes/lib/transcriber/redeploy-handover';
import { PIECE } from '../stream/stream-harness';
import { TranscriberHarness } from './transcriber-harness';

const fail = (error: Error): void => assert.fail(error);

describe('transcriber/redeploy-handover', () => {
  it('keeps what a node left for the next instance with its id, once', () => {
    const { time, transcriber } = new TranscriberHarness(insteadOn('EndOfStream', () => {}));
    const redeploys = new RedeployHandover(time.clock);
    redeploys.store('kitchen', transcriber, fail);
    assert.equal(redeploys.claim('cellar'), undefined);
    assert.equal(redeploys.claim('kitchen'), transcriber);
    assert.equal(redeploys.claim('kitchen'), undefined);
    assert.equal(time.pendingTimers, 0);
  });

  it('keeps it as long as other nodes may take to close, not longer', async () => {
    for (const [seconds, left] of [
      [15, true],
      [21, false],
    ] as const) {
      const { time, transcriber } = new TranscriberHarness(insteadOn('EndOfStream', () => {}));
      const redeploys = new RedeployHandover(time.clock);
      transcriber.input({ payload: PIECE }, () => {});
      redeploys.store('kitchen', transcriber, fail);
      await time.advance(seconds * 1000);
      assert.equal(redeploys.claim('kitchen') === transcriber, left);
      assert.equal(time.pendingTimers, 0);
    }
  });

  it('loses nothing when an instance is closed before it took over', async () => {
    const harness = new TranscriberHarness(insteadOn('EndOfStream', () => {}));
    const redeploys = new RedeployHandover(harness.time.clock);
    harness.send({ payload: PIECE });
    await harness.time.settle();
    redeploys.store('kitchen', harness.transcriber, fail);
    harness.server.connection.send({ message: 'Info', type: 'recognition_quality', reason: 'heard' });
    await harness.time.settle();
    harness.restart();
    redeploys.store('kitchen', harness.transcriber, fail);
    harness.events.length = 0;
    harness.restart();
    harness.transcriber.adopt(redeploys.claim('kitchen')!);
    assert.deepEqual(
      harness.events.map(({ event }) => event),
      ['info'],
    );
    harness.transcriber.close();
  });
});
