import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SESSION_ID, final, insteadOn, insteadOnAudio, wellBehaved } from '../../support/behaviours';
import { PIECE, SessionHarness } from '../../support/session-harness';

describe('Session: messages', () => {
  it('reports messages in order, those before RecognitionStarted too, and each before what follows from it', async () => {
    const info = { message: 'Info', type: 'recognition_quality', reason: 'fine', quality: 'broadcast' };
    const warning = { message: 'Warning', type: 'validation_warning', reason: 'dropped a word' };
    const started = { message: 'RecognitionStarted', id: SESSION_ID, language_pack_info: { word_delimiter: ' ' } };
    const harness = new SessionHarness(
      insteadOn('StartRecognition', (connection) => {
        for (const message of [info, warning, started]) connection.send(message);
      }),
    );
    await harness.open();
    assert.deepEqual(harness.listener.messages, [info, warning, started]);
    assert.deepEqual(harness.listener.calls, ['message', 'message', 'message', 'started']);
    assert.deepEqual(harness.listener.startedWith, [started]);
  });

  it('survives unknown and malformed messages, and reads JSON from binary frames', async () => {
    const harness = new SessionHarness(
      insteadOn('StartRecognition', (connection) => {
        connection.send({ message: 'Weather', sunny: true });
        connection.sendFrame('not json');
        connection.sendFrame(Buffer.from([1, 2, 3]));
        connection.send({ message: 'AudioAdded', seq_no: 'one' });
        connection.sendFrame(Buffer.from(JSON.stringify({ message: 'RecognitionStarted', id: SESSION_ID })));
      }),
    );
    await harness.run();
    assert.deepEqual(harness.listener.unknowns, [{ message: 'Weather', sunny: true }]);
    assert.equal(harness.listener.malformations.length, 3);
    assert.equal(harness.listener.outcome.code, 'completed');
  });

  it('starts once, whatever the server repeats', async () => {
    const harness = new SessionHarness(
      insteadOnAudio(1, (connection) => connection.send({ message: 'RecognitionStarted', id: 'again' })),
    );
    await harness.open();
    await harness.feed(1);
    assert.equal(harness.listener.startedWith.length, 1);
    assert.equal(harness.session.state, 'running');
  });

  it('sends the control messages while running, and only then', async () => {
    const harness = new SessionHarness(wellBehaved());
    const { session, server } = harness;
    const all = () => [
      session.setRecognitionConfig({ max_delay: 2 }),
      session.forceEndOfUtterance(),
      session.forceEndOfUtterance(1.5),
      session.getSpeakers(),
      session.getSpeakers(true),
    ];
    assert.deepEqual(new Set(all()), new Set([false]));
    await harness.open();
    assert.deepEqual(new Set(all()), new Set([true]));
    await harness.time.settle();
    assert.deepEqual(server.connection.messages.slice(1), [
      { message: 'SetRecognitionConfig', transcription_config: { max_delay: 2 } },
      { message: 'ForceEndOfUtterance' },
      { message: 'ForceEndOfUtterance', timestamp: 1.5 },
      { message: 'GetSpeakers' },
      { message: 'GetSpeakers', final: true },
    ]);
    session.finish();
    assert.deepEqual(new Set(all()), new Set([false]));
  });

  it('ends with ended_early when EndOfTranscript comes before EndOfStream', async () => {
    const harness = new SessionHarness(
      insteadOnAudio(3, (connection) => connection.send({ message: 'EndOfTranscript' })),
    );
    await harness.run();
    assert.deepEqual([harness.listener.outcome.code, harness.listener.outcome.retryable], ['ended_early', true]);
    assert.equal(harness.server.connection.closeCode, 1000);
  });

  it('ends with connection_lost on a frame that breaks the WebSocket protocol', async () => {
    const harness = new SessionHarness(
      insteadOnAudio(1, (connection) => connection.sendFrame('x'.repeat(17 * 1024 * 1024))),
    );
    await harness.open();
    await harness.feed(1);
    assert.equal(harness.listener.outcome.code, 'connection_lost');
    assert.match(harness.listener.outcome.reason, /frame/);
  });

  it('reports nothing after its end, however much the server still sends', async () => {
    const harness = new SessionHarness(
      insteadOnAudio(1, (connection) => {
        connection.send({ message: 'Error', type: 'unknown_error', reason: '' });
        connection.send(final('too late', 0, 1));
        connection.send({ message: 'Weather' });
        connection.sendFrame('not json');
        connection.send({ message: 'Error', type: 'job_error', reason: '' });
        connection.send({ message: 'EndOfTranscript' });
        connection.close(1011);
      }),
    );
    await harness.run();
    await harness.time.advance(120_000);
    assert.equal(harness.listener.outcome.code, 'unknown_error');
    assert.equal(harness.listener.calls.at(-1), 'ended');
    assert.equal(harness.time.pendingTimers, 0);
  });

  it('may be cancelled on an acknowledgement, whose count is not reported any more', async () => {
    const harness = new SessionHarness(wellBehaved());
    harness.listener.onCall = () => {
      if (harness.listener.messages.at(-1)?.message === 'AudioAdded') harness.session.cancel();
    };
    await harness.run();
    assert.deepEqual(harness.listener.calls, ['message', 'started', 'message', 'ended']);
  });

  it('may be cancelled from within any callback', async () => {
    for (const name of ['message', 'started', 'acknowledged'] as const) {
      const harness = new SessionHarness(wellBehaved());
      harness.listener.onCall = (called) => {
        if (called === name) harness.session.cancel();
      };
      await harness.run();
      assert.equal(harness.listener.outcome.code, 'cancelled', name);
      assert.deepEqual(harness.listener.calls.slice(-2), [name, 'ended']);
    }
  });
});

describe('Session: audio', () => {
  it('takes none before RecognitionStarted and after EndOfStream', async () => {
    const harness = new SessionHarness(insteadOn('EndOfStream', () => {}));
    const { session } = harness;
    assert.deepEqual([session.room, session.sendAudio(Buffer.alloc(2)), session.finish()], [0, false, false]);
    await harness.open();
    assert.deepEqual([session.room, session.sendAudio(Buffer.alloc(2))], [320_000, true]);
    assert.equal(session.finish(), true);
    assert.deepEqual([session.room, session.sendAudio(Buffer.alloc(2)), session.finish()], [0, false, false]);
    await harness.time.settle();
    assert.equal(harness.server.connection.audio.length, 1);
  });

  it('may end without any', async () => {
    const harness = new SessionHarness(wellBehaved());
    await harness.open();
    harness.session.finish();
    await harness.time.settle();
    assert.deepEqual(harness.server.connection.messages.at(-1), { message: 'EndOfStream', last_seq_no: 0 });
    assert.equal(harness.listener.outcome.code, 'completed');
  });

  it('sends the audio as it was, whatever becomes of its memory in the same callback', async () => {
    const harness = new SessionHarness(wellBehaved());
    await harness.open();
    for (const size of [1, 200, 3200, 40_000]) {
      const piece = Buffer.alloc(size, 1);
      harness.session.sendAudio(piece);
      piece.fill(2);
    }
    await harness.time.settle();
    const { audio } = harness.server.connection;
    assert.deepEqual(
      audio,
      [1, 200, 3200, 40_000].map((size) => Buffer.alloc(size, 1)),
    );
  });

  it('arrives as it is, empty Buffers excepted, and is not changed', async () => {
    const harness = new SessionHarness(wellBehaved());
    await harness.open();
    const pieces = [Buffer.from([1, 2, 3, 4]), Buffer.alloc(0), Buffer.from([255, 0])];
    for (const piece of pieces) assert.equal(harness.session.sendAudio(piece), true);
    await harness.time.settle();
    assert.deepEqual(harness.server.connection.audio, [Buffer.from([1, 2, 3, 4]), Buffer.from([255, 0])]);
    assert.deepEqual(pieces, [Buffer.from([1, 2, 3, 4]), Buffer.alloc(0), Buffer.from([255, 0])]);
    assert.deepEqual(harness.listener.acknowledgements, [
      [1, 4],
      [2, 6],
    ]);
  });

  it('goes out in one write when it is sent at once', async () => {
    const harness = new SessionHarness(wellBehaved());
    await harness.open();
    const writes: number[] = [];
    const { clientSocket } = harness;
    clientSocket._writev = (frames, done) => {
      writes.push(frames.length);
      clientSocket._write(Buffer.concat(frames.map(({ chunk }) => chunk as Buffer)), 'binary', done);
    };
    for (let piece = 0; piece < 5; piece += 1) harness.session.sendAudio(Buffer.alloc(PIECE));
    await harness.time.settle();
    assert.deepEqual(writes, [5]);
    assert.equal(harness.server.connection.audio.length, 5);
  });

  it('clamps acknowledgements: never more than was sent, never backwards', async () => {
    const harness = new SessionHarness(
      insteadOnAudio(2, (connection) => {
        for (const seq_no of [700, 1, 0, 2]) connection.send({ message: 'AudioAdded', seq_no });
      }),
    );
    await harness.open();
    await harness.feed(2);
    assert.deepEqual(harness.listener.acknowledgements, [
      [1, PIECE],
      [2, 2 * PIECE],
    ]);
    assert.equal(harness.session.room, 320_000);
    assert.equal(harness.session.state, 'running');
  });

  it('sends a message that is larger than the window when nothing is on its way', async () => {
    const harness = new SessionHarness(wellBehaved(), { limits: { windowSeconds: 0.1 } });
    await harness.open();
    assert.equal(harness.session.sendAudio(Buffer.alloc(100_000)), true);
    assert.equal(harness.session.sendAudio(Buffer.alloc(2)), false);
    await harness.time.settle();
    assert.equal(harness.session.room, 3_200);
  });

  it('never exceeds the window, whatever the sizes and however the server acknowledges', async () => {
    const piece = fc.record({ size: fc.integer({ min: 1, max: 2_000 }), acknowledge: fc.nat(4) });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        let acknowledged = 0;
        const behaviour = wellBehaved({
          audio(connection) {
            const sizes = connection.audio.map((data) => data.length);
            const open = sizes.slice(acknowledged);
            assert.ok(open.length <= 8 && open.reduce((sum, size) => sum + size, 0) <= 3_200);
            acknowledged = Math.min(sizes.length, acknowledged + (pieces[sizes.length - 1]?.acknowledge ?? 0));
            if (acknowledged > 0) connection.send({ message: 'AudioAdded', seq_no: acknowledged });
          },
        });
        const harness = new SessionHarness(behaviour, { limits: { windowSeconds: 0.1, windowMessages: 8 } });
        await harness.open();
        let sent = 0;
        for (const { size } of pieces) {
          if (size > harness.session.room) continue;
          assert.equal(harness.session.sendAudio(Buffer.alloc(size)), true);
          sent += 1;
          if (sent % 3 === 0) await harness.time.settle();
        }
        await harness.time.settle();
        assert.equal(harness.server.connection.audio.length, sent);
        harness.session.cancel();
        await harness.time.settle();
      }),
      { numRuns: 30 },
    );
  });
});
