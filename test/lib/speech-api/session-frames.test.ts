import assert from 'node:assert/strict';
import { SESSION_ID, final, insteadOn, insteadOnAudio, wellBehaved } from '../../support/behaviours';
import { SessionHarness } from '../../support/session-harness';

const endpoint = {
  url: 'ws://user:url-password@appliance.test:9000/v2',
  token: 'top-secret-token',
  headers: { 'x-key': 'header-secret' },
};

describe('Session: what a frame can do', () => {
  it('is no exception: a message that its listener fails on is reported, and the session goes on', async () => {
    const harness = new SessionHarness(insteadOnAudio(1, (connection) => connection.send(final('one', 0, 0.1))));
    await harness.open();
    harness.listener.onCall = (name) => {
      harness.listener.onCall = () => {};
      if (name === 'message') throw new TypeError('x is not a function');
    };
    await harness.feed(1);
    const [reason] = harness.listener.malformations;
    assert.match(reason ?? '', /^AddTranscript: it could not be handled.*TypeError: x is not a function +at .*test/);
    assert.equal(harness.session.state, 'running');
    harness.session.finish();
    await harness.time.settle();
    assert.equal(harness.listener.outcome.code, 'completed');
  });

  for (const [callback, behaviour] of [
    ['started', wellBehaved()],
    ['unknown', insteadOn('StartRecognition', (connection) => connection.send({ message: 'Weather' }))],
    ['malformed', insteadOn('StartRecognition', (connection) => connection.sendFrame('{'))],
    ['acknowledged', wellBehaved()],
  ] as const) {
    it(`is no exception: what ${callback} throws ends the session with a code, and tells where it comes from`, async () => {
      const harness = new SessionHarness(behaviour);
      harness.listener.onCall = (name) => {
        if (name === callback) throw new Error('broken\nlistener top-secret-token');
      };
      await harness.open();
      await harness.feed(1);
      const { code, retryable, reason } = harness.listener.outcome;
      assert.deepEqual([code, retryable], ['internal_error', true]);
      assert.match(reason, /report it\. \(Error: broken listener .*session-frames\.test/);
      assert.equal(harness.time.pendingTimers, 0);
    });
  }

  it('is no secret told, in whatever field of an Error, Info, Warning or unknown message, names included', async () => {
    const gossip = { said: 'top-secret-token', 'header-secret': [{ deep: 'x url-password y' }] };
    const harness = new SessionHarness(
      insteadOn('StartRecognition', (connection) => {
        connection.send({ message: 'Info', type: 'top-secret-token', reason: 'x', ...gossip });
        connection.send({ message: 'Warning', type: 'x', reason: 'header-secret', ...gossip });
        connection.send({ message: 'top-secret-token', ...gossip });
        connection.send({ message: 'RecognitionStarted', id: 'url-password', ...gossip });
        connection.send({ message: 'Error', type: 'top-secret-token', reason: 'header-secret', ...gossip });
      }),
      { endpoint },
    );
    await harness.open();
    const { messages, unknowns, outcome, startedWith } = harness.listener;
    const told = JSON.stringify([messages, unknowns, outcome, startedWith]);
    assert.deepEqual([messages.length, unknowns.length, startedWith.length], [4, 1, 1]);
    assert.doesNotMatch(told, /top-secret-token|header-secret|url-password/);
    assert.match(outcome.reason, /The server says: "\[hidden\]: \[hidden\]"$/);
  });

  it('is no secret told by an exception', async () => {
    const harness = new SessionHarness(wellBehaved(), { endpoint });
    harness.listener.onCall = (name) => {
      if (name === 'started') throw new Error('top-secret-token');
    };
    await harness.open();
    assert.match(harness.listener.outcome.reason, /Error: \[hidden\]/);
  });

  for (const [where, tell] of Object.entries({
    'the type of an Error': { message: 'Error', type: 'a\n[error] forged\u2028\u202e', reason: '' },
    'the reason of an Error': { message: 'Error', type: 'job_error', reason: 'a\r\n[error] forged\u0085\u001b[31m' },
  })) {
    it(`forges no line of a log by ${where}, and none without end`, async () => {
      const harness = new SessionHarness(insteadOn('StartRecognition', (connection) => connection.send(tell)));
      await harness.open();
      assert.match(harness.listener.outcome.reason, /a \[error\] forged/);
      assert.doesNotMatch(harness.listener.outcome.reason, /[\p{Cc}\p{Zl}\p{Bidi_Control}]/u);
      const endless = insteadOn('StartRecognition', (connection) =>
        connection.send({ message: 'Error', type: 'x'.repeat(1e6), reason: 'y'.repeat(1e6) }),
      );
      const other = new SessionHarness(endless);
      await other.open();
      assert.ok(other.listener.outcome.reason.length < 1000);
    });
  }

  it('forges none by the reason of a close either', async () => {
    const harness = new SessionHarness(
      insteadOn('StartRecognition', (connection) => connection.close(4013, 'a\n[error] forged')),
    );
    await harness.open();
    assert.match(harness.listener.outcome.reason, /"a \[error\] forged"$/);
  });

  for (const started of [{}, { id: 7 }, { id: SESSION_ID, language_pack_info: {} }]) {
    it(`starts it with ${JSON.stringify(started)}`, async () => {
      const harness = new SessionHarness(
        insteadOn('StartRecognition', (connection) => connection.send({ message: 'RecognitionStarted', ...started })),
      );
      await harness.open();
      assert.equal(harness.session.state, 'running');
    });
  }
});
