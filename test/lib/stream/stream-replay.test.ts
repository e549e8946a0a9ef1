import assert from 'node:assert/strict';
import { final, insteadOnAudio, wellBehaved } from '../../support/behaviours';
import type { ServerConnection } from '../../../dev/scripted-server';
import { PIECE, silence, StreamHarness } from './stream-harness';

const secondsOf = ({ audio }: ServerConnection): number => audio.reduce((sum, { length }) => sum + length, 0) / 32_000;

/** A server that says a word of 500 ms each second, as soon as it has heard it; each session counts for itself. */
function saysWords(text: (connection: ServerConnection, second: number) => string) {
  return wellBehaved({
    audio(connection) {
      const count = connection.audio.length;
      connection.send({ message: 'AudioAdded', seq_no: count });
      if (count % 10 !== 8) return;
      const second = Math.floor(count / 10);
      connection.send(final(text(connection, second), second + 0.2, second + 0.7));
    },
    message(connection, message) {
      if (message.message === 'StartRecognition') connection.send({ message: 'RecognitionStarted', id: 'x' });
      if (message.message === 'EndOfStream') connection.send({ message: 'EndOfTranscript' });
    },
  });
}

describe('Stream: replay', () => {
  it('begins 2 s before the end of the last final, and goes on with what came since', async () => {
    const harness = new StreamHarness(saysWords((_connection, second) => `word${second}`));
    await harness.live(5);
    harness.network = 'down';
    harness.server.connection.reset();
    await harness.live(2);
    harness.network = 'up';
    await harness.live(5);
    const [first, second] = harness.server.connections;
    assert.ok(Math.abs(secondsOf(first!) - 5) < 0.2);
    // The last final ended at 4.7 s, the attempt after the first reconnect came some seconds later.
    assert.ok(Math.abs(secondsOf(second!) - (12 - 2.7)) < 0.2, `${secondsOf(second!)}`);
    harness.stream.cancel();
  });

  it('says no word again, whose times and spelling differ a little, and loses none', async () => {
    let spelled = 0;
    // The audio of the second session begins at 2.7 s, so that its words are those of the third second and later.
    const harness = new StreamHarness(
      wellBehaved({
        audio(connection) {
          const count = connection.audio.length;
          connection.send({ message: 'AudioAdded', seq_no: count });
          const isFirst = connection === harness.server.connections[0];
          if (isFirst && count === 48) connection.send(final('five five five five five', 0, 4.7));
          if (!isFirst && count === 30) {
            spelled += 1;
            // 2.0 s of what was said before, and one more.
            connection.send(final('5 Five five', 0.2, 3));
          }
        },
      }),
    );
    await harness.live(5);
    harness.server.connection.reset();
    await harness.live(4);
    assert.equal(spelled, 1);
    assert.deepEqual(harness.listener.texts, ['five five five five five', 'five']);
    harness.stream.cancel();
  });

  it('keeps the times on the clock of the stream', async () => {
    const harness = new StreamHarness(saysWords((connection, second) => `${connection.audio.length}-${second}`));
    await harness.live(5);
    harness.server.connection.reset();
    await harness.live(3);
    const ends = harness.listener.transcripts
      .filter(({ partial }) => !partial)
      .map(({ transcript }) => transcript.end_time);
    assert.deepEqual(
      ends,
      [...ends].sort((a, b) => a - b),
    );
    assert.ok(ends.at(-1)! > 6 && ends.at(-1)! < 8, ends.join());
    harness.stream.cancel();
  });

  it('is of the whole recording when its pieces have no length of their own', async () => {
    const harness = new StreamHarness(
      insteadOnAudio(3, (connection) => {
        if (harness.server.connections.length === 1) connection.reset();
      }),
      { format: { type: 'file' } },
    );
    harness.stream.write(silence(3), 'recording');
    harness.stream.finish();
    await harness.time.settle();
    const [first, second] = harness.server.connections;
    assert.ok(secondsOf(first!) < 3);
    assert.equal(secondsOf(second!), 3);
    assert.equal(harness.listener.ends[0]?.how, 'completed');
  });

  it('is not of a live container: it goes on with the next message, and what was lost is counted', async () => {
    const harness = new StreamHarness(wellBehaved(), { format: { type: 'file' } });
    await harness.live(1);
    harness.server.connection.reset();
    await harness.live(1);
    assert.ok(Math.abs(secondsOf(harness.server.connection) - 1) < 0.2);
    harness.stream.finish();
    await harness.time.settle();
    const { seconds, bytes } = harness.listener.eventNamed('audio_dropped')!.data as { seconds: number; bytes: number };
    assert.ok(Math.abs(seconds - 1) < 0.2 && Math.abs(bytes - 32_000) <= 3200, `${seconds} s, ${bytes} bytes`);
  });

  it('is to a session that is configured as last updated', async () => {
    const harness = new StreamHarness(wellBehaved());
    await harness.live(0.5);
    harness.stream.setRecognitionConfig({ max_delay: 2 });
    await harness.live(0.1);
    harness.server.connection.reset();
    await harness.time.settle();
    const start = harness.server.connection.messages[0];
    assert.deepEqual(start?.message === 'StartRecognition' && start.transcription_config, {
      language: 'en',
      max_delay: 2,
    });
    harness.stream.cancel();
  });

  it('tells each end of an utterance once', async () => {
    const ending = (connection: ServerConnection, start: number, end: number): void => {
      connection.send(final('done now', start, end));
      connection.send({ message: 'EndOfUtterance', metadata: { start_time: end, end_time: end } });
    };
    const harness = new StreamHarness(wellBehaved());
    await harness.live(1);
    ending(harness.server.connection, 0.2, 0.8);
    await harness.time.settle();
    harness.server.connection.reset();
    await harness.time.settle();
    ending(harness.server.connection, 0.3, 0.9);
    await harness.live(1.5);
    ending(harness.server.connection, 1.5, 2.2);
    await harness.time.settle();
    assert.deepEqual(
      harness.listener.events.filter(({ name }) => name === 'end_of_utterance').map(({ data }) => data.metadata),
      [0.8, 2.2].map((time) => ({ start_time: time, end_time: time })),
    );
    assert.deepEqual(harness.listener.texts, ['done now', 'done now']);
    harness.stream.cancel();
  });
});

describe('Stream: a session that may not be longer', () => {
  const limited = (warning: object, limit: number) =>
    wellBehaved({
      audio(connection) {
        const count = connection.audio.length;
        connection.send({ message: 'AudioAdded', seq_no: count });
        if (harnessOf.connections?.length === 1 && count === 20) connection.send(warning);
      },
      message(connection, message) {
        if (message.message === 'StartRecognition') connection.send({ message: 'RecognitionStarted', id: 'x' });
        if (message.message !== 'EndOfStream') return;
        const isFirst = harnessOf.connections?.length === 1;
        connection.send(isFirst ? final('one two cut', 0, limit) : final('two cut not three', 0, 2.4));
        connection.send({ message: 'EndOfTranscript' });
      },
    });
  const harnessOf: { connections?: ServerConnection[] } = {};

  for (const [warning, limit] of [
    [{ message: 'Warning', type: 'session_timeout', reason: 'soon' }, 2],
    [{ message: 'Warning', type: 'duration_limit_exceeded', reason: 'over', duration_limit: 1.5 }, 1.5],
  ] as const) {
    it(`(${warning.type}) hands over to the next: all is told once, and nothing is an error`, async () => {
      const harness = new StreamHarness(limited(warning, limit));
      harnessOf.connections = harness.server.connections;
      await harness.live(3);
      assert.equal(harness.server.connections.length, 2);
      harness.stream.finish();
      await harness.time.settle();
      assert.deepEqual(harness.listener.codes, []);
      assert.equal(harness.listener.ends[0]?.how, 'completed');
      // The last word of the first session may be cut off by its end: the second one tells it.
      assert.equal(harness.listener.texts[0], 'one two');
      assert.match(harness.listener.texts[1]!, /^cut not three$|^not three$/);
      assert.ok(!harness.listener.events.some(({ name }) => name === 'reconnecting'));
    });
  }
});

describe('Stream: an outage', () => {
  it('of an hour is one error, one event when it begins and one when it is over, and bounded memory', async () => {
    const harness = new StreamHarness(wellBehaved(), { idle: 0, queue: { seconds: 10, drop: 'oldest' } });
    await harness.live(2);
    harness.network = 'down';
    harness.server.connection.reset();
    await harness.time.settle();
    for (let minute = 0; minute < 60; minute += 1) {
      harness.stream.write(PIECE, 'live');
      for (let second = 0; second < 10; second += 1) harness.stream.write(silence(6), 'live');
      await harness.time.advance(60_000);
      assert.ok(harness.held.fits(128 * 1024 * 1024 - 14 * 32_000), 'no more is held than the queue and what was sent');
    }
    harness.network = 'up';
    await harness.time.advance(80_000);
    const events = harness.listener.events.filter(({ name }) => name !== 'recognition_started');
    assert.deepEqual(harness.listener.codes, ['connection_lost']);
    assert.deepEqual(
      events.map(({ name }) => name),
      ['reconnecting', 'resumed', 'audio_dropped'],
    );
    assert.ok(harness.connections.length < 75, `${harness.connections.length} attempts`);
    assert.ok(Number(events[1]!.data.seconds) >= 3600);
    harness.stream.cancel();
    await harness.time.advance(2000);
    assert.equal(harness.time.pendingTimers, 0);
  });

  it('by a fault that does not heal refuses audio and counts it, and tries again after a minute', async () => {
    let refusing = true;
    const harness = new StreamHarness(wellBehaved({ refuse: () => (refusing ? 401 : undefined) }), { idle: 0 });
    await harness.live(59);
    assert.equal(harness.connections.length, 1);
    assert.deepEqual(harness.listener.codes, ['not_authorised']);
    assert.throws(() => harness.stream.write(PIECE, 'recording'), { code: 'not_authorised' });
    refusing = false;
    await harness.live(3);
    assert.equal(harness.connections.length, 2);
    harness.stream.finish();
    await harness.time.settle();
    const { seconds } = harness.listener.eventNamed('audio_dropped')!.data as { seconds: number };
    assert.ok(Math.abs(seconds - 60) < 0.2, `${seconds}`);
    assert.equal(harness.listener.ends[0]?.how, 'completed');
    assert.deepEqual(harness.listener.codes, ['not_authorised']);
  });

  it('by such a fault ends a recording with its error, and any stream that is finished in it', async () => {
    const harness = new StreamHarness(wellBehaved({ refuse: () => 401 }));
    harness.stream.write(silence(20), 'recording');
    await harness.time.settle();
    const [end] = harness.listener.ends;
    assert.ok(end?.how === 'failed' && end.error.code === 'not_authorised' && !end.told);
    const live = new StreamHarness(wellBehaved({ refuse: () => 401 }));
    await live.live(1);
    live.stream.finish();
    await live.time.settle();
    const [liveEnd] = live.listener.ends;
    assert.ok(liveEnd?.how === 'failed' && liveEnd.error.code === 'not_authorised' && liveEnd.told);
  });

  it('by such a fault ends early when somebody starts the stream', async () => {
    let refusing = true;
    const harness = new StreamHarness(wellBehaved({ refuse: () => (refusing ? 401 : undefined) }));
    await harness.live(1);
    refusing = false;
    harness.stream.start();
    await harness.time.advance(5000);
    assert.equal(harness.listener.states.at(-1), 'running');
    harness.stream.cancel();
  });
});

describe('Stream: muted', () => {
  it('audio is not sent, and the words after it keep their times', async () => {
    const harness = new StreamHarness(saysWords(() => 'word'));
    await harness.live(1);
    harness.stream.mute();
    await harness.live(3);
    assert.equal(secondsOf(harness.server.connection), 1);
    harness.stream.unmute();
    await harness.live(1);
    assert.equal(secondsOf(harness.server.connection), 2);
    assert.deepEqual(
      harness.listener.transcripts.map(({ transcript }) => transcript.start_time),
      [0.2, 4.2],
    );
    assert.equal(harness.listener.eventNamed('audio_dropped'), undefined);
    harness.stream.cancel();
  });
});
