import assert from 'node:assert/strict';
import type { SessionState } from '../../../nodes/lib/speech-api/session-state';
import { final, insteadOn, insteadOnAudio, wellBehaved } from '../../support/behaviours';
import { SessionHarness } from '../../support/session-harness';

describe('Session: limits', () => {
  it('counts silence of the acknowledgements from the last message of any kind', async () => {
    const harness = new SessionHarness(
      insteadOnAudio(1, (connection) => {
        connection.after(14_000, () => connection.send(final('still here', 0, 1)));
      }),
    );
    await harness.open();
    await harness.feed(1);
    await harness.time.advance(28_000);
    assert.equal(harness.session.state, 'running');
    await harness.time.advance(1_000);
    assert.equal(harness.listener.outcome.code, 'acknowledgement_timeout');
  });

  it('waits for ever while nothing is owed', async () => {
    const harness = new SessionHarness(wellBehaved());
    await harness.open();
    await harness.feed(3);
    await harness.time.advance(3_600_000);
    assert.equal(harness.session.state, 'running');
    harness.session.cancel();
  });

  it('waits for a slow end as long as messages come', async () => {
    const harness = new SessionHarness(
      insteadOn('EndOfStream', (connection) => {
        for (const seconds of [15, 30, 45]) connection.after(seconds * 1000, () => connection.send(final('on', 0, 1)));
        connection.after(60_000, () => connection.send({ message: 'EndOfTranscript' }));
      }),
    );
    await harness.run();
    await harness.time.advance(60_000);
    assert.equal(harness.listener.outcome.code, 'completed');
  });

  it('pings every 20 s, from the handshake on', async () => {
    const harness = new SessionHarness(insteadOn('StartRecognition', () => {}));
    await harness.open();
    await harness.time.advance(19_900);
    assert.equal(harness.server.connection.pings, 0);
    await harness.time.advance(100);
    assert.equal(harness.server.connection.pings, 1);
  });

  it('goes on pinging an idle session, which lives by the pongs', async () => {
    const harness = new SessionHarness(wellBehaved());
    await harness.open();
    await harness.time.advance(600_000);
    assert.equal(harness.server.connection.pings, 30);
    assert.equal(harness.session.state, 'running');
  });

  it('ends with pong_timeout 60 s after a ping that nothing answers', async () => {
    const harness = new SessionHarness(wellBehaved());
    await harness.open();
    harness.server.connection.freeze();
    await harness.time.advance(79_900);
    assert.equal(harness.session.state, 'running');
    await harness.time.advance(100);
    assert.deepEqual([harness.listener.outcome.code, harness.listener.outcome.retryable], ['pong_timeout', true]);
  });

  it('takes messages for a sign of life where no pong comes', async () => {
    const harness = new SessionHarness(wellBehaved());
    await harness.open();
    const { connection } = harness.server;
    connection.withholdPongs();
    for (let minute = 1; minute <= 5; minute += 1) {
      connection.after(minute * 60_000, () => connection.send({ message: 'Info', type: 'x', reason: '' }));
    }
    await harness.time.advance(300_000);
    assert.equal(harness.session.state, 'running');
    await harness.time.advance(100_000);
    assert.equal(harness.listener.outcome.code, 'pong_timeout');
  });

  it('cuts a connection whose server takes no part in closing, after 2 s', async () => {
    const harness = new SessionHarness(wellBehaved());
    await harness.open();
    harness.server.connection.freeze();
    harness.session.cancel();
    await harness.time.advance(1_900);
    assert.equal(harness.clientSocket.destroyed, false);
    await harness.time.advance(100);
    assert.equal(harness.clientSocket.destroyed, true);
    assert.equal(harness.time.pendingTimers, 0);
  });
});

describe('Session: cancel', () => {
  const cases: Record<SessionState, (harness: SessionHarness) => Promise<void> | void> = {
    idle: () => {},
    connecting: (harness) => harness.session.open(),
    starting: (harness) => harness.open(),
    running: (harness) => harness.open(),
    draining: async (harness) => {
      await harness.open();
      harness.session.finish();
    },
    ended: async (harness) => {
      await harness.open();
      harness.session.cancel();
    },
  };

  for (const state of Object.keys(cases) as SessionState[]) {
    it(`closes the socket and reports cancelled once: ${state}`, async () => {
      const behaviour =
        state === 'starting' ? insteadOn('StartRecognition', () => {}) : insteadOn('EndOfStream', () => {});
      const harness = new SessionHarness(behaviour);
      // Not awaited where there is nothing to wait for: connecting takes no longer than that.
      const prepared = cases[state](harness);
      if (prepared) await prepared;
      assert.equal(harness.session.state, state);

      harness.session.cancel();
      assert.deepEqual([harness.listener.outcome.code, harness.listener.outcome.retryable], ['cancelled', false]);
      assert.equal(harness.session.state, 'ended');
      await harness.time.advance(120_000);
      harness.session.cancel();
      harness.session.open();
      await harness.time.settle();

      assert.equal(harness.listener.outcomes.length, 1);
      assert.ok(harness.clientSockets.every((socket) => socket.destroyed));
      assert.equal(harness.clientSockets.length, state === 'idle' ? 0 : 1);
      assert.equal(harness.time.pendingTimers, 0);
    });
  }
});
