import assert from 'node:assert/strict';
import { SESSION_ID, final, insteadOn, insteadOnAudio, wellBehaved } from '../../support/behaviours';
import { SessionRecorder } from '../../support/session-recorder';
import { SessionHarness } from '../../support/session-harness';

/** The ways in which servers were seen to fail, and the outcome of each: docs/protocol.md, 9.1 and 9.2. */
describe('fault matrix', () => {
  it('normal', async () => {
    const harness = new SessionHarness(wellBehaved());
    await harness.run();

    const { listener, server } = harness;
    assert.equal(listener.outcome.code, 'completed');
    assert.deepEqual(server.connection.messages.at(-1), { message: 'EndOfStream', last_seq_no: 20 });
    assert.equal(server.connection.audio.length, 20);
    assert.deepEqual(listener.startedWith, [{ message: 'RecognitionStarted', id: SESSION_ID }]);
    assert.deepEqual(listener.messages.at(-2), final('hello world', 0, 1));
    assert.equal(server.connection.closeCode, 1000);
    assert.equal(harness.time.pendingTimers, 0);
  });

  it('acks 0.3 s late', async () => {
    const harness = new SessionHarness(
      wellBehaved({
        audio(connection) {
          const seq_no = connection.audio.length;
          connection.after(300, () => connection.send({ message: 'AudioAdded', seq_no }));
        },
      }),
    );
    await harness.run();

    assert.equal(harness.listener.outcome.code, 'completed');
    assert.deepEqual(harness.server.connection.messages.at(-1), { message: 'EndOfStream', last_seq_no: 20 });
  });

  it('same object twice: the session is for one use, and the next one counts from 1 again', async () => {
    const harness = new SessionHarness(wellBehaved());
    await harness.run();
    harness.session.open();
    await harness.time.settle();
    assert.equal(harness.server.connections.length, 1);

    const listener = new SessionRecorder();
    await harness.run(harness.newSession(listener));
    assert.equal(listener.outcome.code, 'completed');
    assert.deepEqual(harness.server.connection.messages.at(-1), { message: 'EndOfStream', last_seq_no: 20 });
  });

  it('Error before start (4004)', async () => {
    const harness = new SessionHarness(
      insteadOn('StartRecognition', (connection) => {
        connection.send({ message: 'Error', type: 'invalid_model', reason: 'no such model: xx' });
        connection.close(4004, 'invalid_model');
      }),
    );
    await harness.open();

    const { code, retryable, reason } = harness.listener.outcome;
    assert.deepEqual([code, retryable], ['invalid_model', false]);
    assert.match(reason, /no such model: xx/);
    assert.equal(harness.listener.startedWith.length, 0);
  });

  it('RecognitionStarted after 7 s', async () => {
    const harness = new SessionHarness(
      insteadOn('StartRecognition', (connection) => {
        connection.after(7_000, () => connection.send({ message: 'RecognitionStarted', id: SESSION_ID }));
      }),
    );
    await harness.open();
    assert.equal(harness.session.state, 'starting');
    await harness.time.advance(7_000);
    assert.equal(harness.session.state, 'running');
  });

  it('never RecognitionStarted', async () => {
    const harness = new SessionHarness(insteadOn('StartRecognition', () => {}));
    await harness.open();
    await harness.time.advance(29_900);
    assert.equal(harness.session.state, 'starting');
    await harness.time.advance(100);

    assert.deepEqual([harness.listener.outcome.code, harness.listener.outcome.retryable], ['start_timeout', true]);
    assert.equal(harness.server.connection.closeCode, 1000, 'the socket is not left open');
  });

  it('TCP abort after 5 chunks', async () => {
    const harness = new SessionHarness(insteadOnAudio(5, (connection) => connection.reset()));
    await harness.run();

    assert.deepEqual([harness.listener.outcome.code, harness.listener.outcome.retryable], ['connection_lost', true]);
    assert.equal(harness.session.sendAudio(Buffer.alloc(2)), false);
  });

  it('close 1000 after 5 chunks', async () => {
    const harness = new SessionHarness(insteadOnAudio(5, (connection) => connection.close(1000)));
    await harness.run();

    assert.deepEqual([harness.listener.outcome.code, harness.listener.outcome.retryable], ['closed_by_server', true]);
  });

  it('Error job_error + 4013 mid-stream', async () => {
    const harness = new SessionHarness(
      insteadOnAudio(5, (connection) => {
        connection.send({ message: 'Error', type: 'job_error', reason: 'worker died' });
        connection.close(4013, 'job_error');
      }),
    );
    await harness.run();

    const { code, retryable, reason } = harness.listener.outcome;
    assert.deepEqual([code, retryable], ['job_error', true]);
    assert.match(reason, /worker died/);
  });

  it('no acks (window 8, timeout 4 s)', async () => {
    const harness = new SessionHarness(wellBehaved({ audio: () => {} }), {
      limits: { windowMessages: 8, acknowledgement: 4_000 },
    });
    await harness.open();
    await harness.feed(20);
    assert.equal(harness.server.connection.audio.length, 8);
    assert.equal(harness.session.room, 0);
    assert.equal(harness.session.state, 'running');
    await harness.time.advance(3_000);

    assert.deepEqual(
      [harness.listener.outcome.code, harness.listener.outcome.retryable],
      ['acknowledgement_timeout', true],
    );
  });

  it('no EndOfTranscript', async () => {
    const harness = new SessionHarness(insteadOn('EndOfStream', () => {}));
    await harness.run();
    await harness.time.advance(19_900);
    assert.equal(harness.session.state, 'draining');
    await harness.time.advance(100);

    assert.deepEqual([harness.listener.outcome.code, harness.listener.outcome.retryable], ['end_timeout', true]);
  });

  it('drop at EndOfStream', async () => {
    const harness = new SessionHarness(insteadOn('EndOfStream', (connection) => connection.reset()));
    await harness.run();

    assert.deepEqual([harness.listener.outcome.code, harness.listener.outcome.retryable], ['connection_lost', true]);
  });

  it('EndOfTranscript 12 s late', async () => {
    const harness = new SessionHarness(
      insteadOn('EndOfStream', (connection) => {
        connection.after(12_000, () => {
          connection.send(final('late words', 0, 1));
          connection.send({ message: 'EndOfTranscript' });
        });
      }),
    );
    await harness.run();
    await harness.time.advance(12_000);

    assert.equal(harness.listener.outcome.code, 'completed');
    assert.deepEqual(harness.listener.messages.at(-2), final('late words', 0, 1));
  });
});
