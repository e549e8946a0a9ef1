import assert from 'node:assert/strict';
import { final, insteadOnAudio } from '../../support/behaviours';
import { StreamHarness } from './stream-harness';

describe('Stream: reentrancy', () => {
  describe('a listener that cancels from within', () => {
    const callbacks = ['transcript', 'notice', 'state', 'error'] as const;
    for (const name of callbacks) {
      for (let nth = 1; nth <= 6; nth += 1) {
        it(`its ${name} number ${nth} hears nothing after the end`, async () => {
          const harness = new StreamHarness(
            insteadOnAudio(2, (connection) => {
              connection.send({ ...final('hello', 0, 0.1), message: 'AddPartialTranscript' });
              connection.after(100, () => connection.reset());
            }),
            { queue: { seconds: 0.2, drop: 'oldest' } },
          );
          const { listener } = harness;
          let count = 0;
          listener.onCall = (called) => {
            if (called === name && (count += 1) === nth) harness.stream.cancel();
          };
          await harness.live(7);
          harness.stream.finish();
          await harness.time.advance(10_000);
          assert.equal(listener.ends.length, 1);
          assert.equal(listener.calls.at(-1), 'ended');
          assert.equal(listener.states.filter((state) => state === 'ended').length, 1);
          assert.equal(harness.time.pendingTimers, 0);
        });
      }
    }
  });
});
