import assert from 'node:assert/strict';
import type { Endpoint } from '../../../nodes/lib/speech-api/endpoint';
import type { StreamEnd } from '../../../nodes/lib/stream/stream-event';
import type { ServerConnection } from '../../../dev/scripted-server';
import { final, insteadOn, insteadOnAudio, wellBehaved } from '../../support/behaviours';
import { wavFile } from '../../../dev/wav-file';
import { PIECE, silence, StreamHarness } from './stream-harness';

const codeOf = (end: StreamEnd | undefined): string | undefined => (end?.how === 'failed' ? end.error.code : end?.how);
const audioBytes = ({ audio }: ServerConnection): number => audio.reduce((sum, { length }) => sum + length, 0);

describe('Stream: losses', () => {
  describe('of a session', () => {
    it('are one error with a code; the next session goes on at once, and times go on', async () => {
      const harness = new StreamHarness(
        wellBehaved({
          audio(connection) {
            connection.send({ message: 'AudioAdded', seq_no: connection.audio.length });
            if (connection.audio.length === 10) connection.send(final('on', 0.2, 0.8));
          },
        }),
      );
      await harness.live(1);
      harness.server.connection.reset();
      await harness.time.settle();
      assert.deepEqual(harness.listener.codes, ['connection_lost']);
      assert.equal(harness.connections.length, 2);
      assert.deepEqual(harness.listener.states, ['opening', 'running', 'waiting', 'opening', 'running']);
      assert.deepEqual(
        harness.listener.events.map(({ name }) => name).filter((name) => name !== 'recognition_started'),
        ['reconnecting', 'resumed'],
      );
      harness.stream.finish();
      await harness.time.settle();
      assert.equal(codeOf(harness.listener.ends[0]), 'completed');
      assert.deepEqual(harness.listener.codes, ['connection_lost']);
    });

    it('take back the partial that is shown', async () => {
      const harness = new StreamHarness(
        insteadOnAudio(2, (connection) => {
          connection.send({ ...final('hello', 0, 0.1), message: 'AddPartialTranscript' });
        }),
      );
      await harness.live(0.3);
      harness.server.connection.reset();
      await harness.time.settle();
      assert.deepEqual(harness.listener.texts, ['(hello)', '()', '(hello)']);
      harness.stream.cancel();
    });

    it('are followed by attempts at growing intervals, and are one error until a session has said something', async () => {
      const harness = new StreamHarness(wellBehaved(), { idle: 0 });
      harness.network = 'down';
      await harness.live(36);
      assert.deepEqual(harness.connections, [0, 1000, 3000, 8000, 18_000]);
      assert.deepEqual(harness.listener.codes, ['connection_refused']);
      harness.network = 'up';
      await harness.live(10);
      assert.equal(harness.listener.states.at(-1), 'running');
      harness.server.connection.reset();
      await harness.time.settle();
      assert.deepEqual(harness.listener.codes, ['connection_refused']);
      await harness.live(60);
      harness.server.connection.send(final('well', 0, 1));
      await harness.time.settle();
      harness.server.connection.reset();
      await harness.time.settle();
      assert.deepEqual(harness.listener.codes, ['connection_refused', 'connection_lost']);
      harness.stream.cancel();
    });

    it('are made up for when the stream was finished, too', async () => {
      const fails: ((connection: ServerConnection) => void)[] = [(connection) => connection.reset()];
      const normal = wellBehaved();
      const harness = new StreamHarness(
        wellBehaved({
          message(connection, message) {
            const fail = message.message === 'EndOfStream' && fails.pop();
            if (fail) fail(connection);
            else normal.message(connection, message);
          },
        }),
      );
      await harness.live(0.5);
      harness.stream.finish();
      await harness.time.settle();
      assert.equal(harness.connections.length, 2);
      assert.deepEqual(harness.listener.texts, ['hello world']);
      assert.equal(codeOf(harness.listener.ends[0]), 'completed');
    });

    it('end a finished stream when sessions ran for more than a minute and said nothing', async () => {
      const harness = new StreamHarness(insteadOn('EndOfStream', (connection) => connection.reset()));
      await harness.live(0.5);
      harness.stream.finish();
      await harness.time.advance(120_000);
      assert.deepEqual(
        harness.connections.map((at) => Math.floor(at / 1000)),
        [0, 0, 1, 3, 8, 18, 38, 78],
      );
      assert.deepEqual(harness.listener.codes, ['connection_lost']);
      const [end] = harness.listener.ends;
      assert.ok(end?.how === 'failed' && end.error.code === 'connection_lost' && end.told);
      assert.equal(harness.time.pendingTimers, 0);
    });

    it('do not end a finished stream whose server is not there: its audio waits', async () => {
      const harness = new StreamHarness(wellBehaved(), { idle: 3 });
      harness.network = 'down';
      await harness.live(1);
      await harness.time.advance(600_000);
      assert.deepEqual(harness.listener.codes, ['connection_refused']);
      assert.deepEqual(harness.listener.ends, []);
      harness.network = 'up';
      await harness.time.advance(60_000);
      assert.equal(codeOf(harness.listener.ends[0]), 'completed');
      assert.equal(audioBytes(harness.server.connection), 32_000);
    });

    it('are made up for when the server ends the transcript by itself', async () => {
      const harness = new StreamHarness(
        insteadOnAudio(3, (connection) => connection.send({ message: 'EndOfTranscript' })),
      );
      await harness.live(1);
      assert.deepEqual(harness.listener.codes, ['ended_early']);
      assert.equal(harness.connections.length, 2);
      harness.stream.cancel();
    });

    it('are never silent: a server that says nothing any more is given up', async () => {
      const harness = new StreamHarness(insteadOn('EndOfStream', () => {}));
      harness.stream.write(wavFile(silence(1)), 'live');
      await harness.time.advance(300_000);
      assert.equal(codeOf(harness.listener.ends[0]), 'end_timeout');
      assert.equal(harness.time.pendingTimers, 0);
    });

    it('place the words of a container behind what was heard before', async () => {
      const harness = new StreamHarness(
        wellBehaved({
          audio(connection) {
            connection.send({ message: 'AudioAdded', seq_no: connection.audio.length });
            connection.send(final('on', 0, 4));
          },
        }),
        { format: { type: 'file' } },
      );
      await harness.live(0.1);
      harness.server.connection.reset();
      await harness.time.advance(5000);
      await harness.live(0.1);
      // A live container's clock is the wall's.
      assert.deepEqual(
        harness.listener.transcripts.map(({ transcript }) => transcript.start_time),
        [0, 5.1],
      );
      harness.stream.cancel();
    });
  });

  describe('of the appliance', () => {
    it('have the code of its error', async () => {
      const harness = new StreamHarness(wellBehaved());
      harness.answer = () => Promise.reject(Object.assign(new Error('Install it.'), { code: 'recogniser_missing' }));
      await harness.live(20);
      assert.deepEqual(harness.listener.codes, ['recogniser_missing']);
      assert.equal(harness.listener.errors[0]?.message, 'Install it.');
      harness.stream.cancel();
    });

    it('may be thrown, too', async () => {
      const harness = new StreamHarness(wellBehaved());
      harness.answer = () => {
        throw new Error('broken');
      };
      await harness.live(1);
      assert.deepEqual(harness.listener.codes, ['unexpected_error']);
      harness.stream.cancel();
    });

    it('end the wait for an answer that never comes', async () => {
      const harness = new StreamHarness(wellBehaved());
      const answers: ((endpoint: Endpoint) => void)[] = [];
      harness.answer = () => new Promise((resolve) => answers.push(resolve));
      harness.stream.write(wavFile(silence(1)), 'live');
      await harness.time.advance(120_000);
      assert.deepEqual(harness.listener.codes, ['appliance_timeout']);
      harness.stream.cancel();
      answers.forEach((answer) => answer(harness.address));
      await harness.time.settle();
      assert.deepEqual(harness.connections, []);
      assert.equal(harness.time.pendingTimers, 0);
    });

    it('are not waited for by a stream that was cancelled', async () => {
      const harness = new StreamHarness(wellBehaved());
      const answers: ((error: Error) => void)[] = [];
      harness.answer = () => new Promise((_resolve, reject) => answers.push(reject));
      harness.stream.write(PIECE, 'live');
      await harness.time.settle();
      harness.stream.cancel();
      answers.forEach((answer) => answer(new Error('late')));
      await harness.time.settle();
      assert.deepEqual(harness.listener.calls, ['state', 'notice', 'state', 'ended']);
    });
  });

  describe('of audio', () => {
    it('are one event with the sum when they are over, and no error beside that of the outage', async () => {
      const harness = new StreamHarness(wellBehaved(), { queue: { seconds: 2, drop: 'oldest' } });
      harness.network = 'down';
      await harness.live(7.5);
      harness.network = 'up';
      await harness.live(10);
      assert.deepEqual(harness.listener.codes, ['connection_refused']);
      const events = harness.listener.events.filter(({ name }) => name === 'audio_dropped');
      assert.equal(events.length, 1);
      // Some seconds until the next attempt, of which 2 s were kept.
      const { seconds } = events[0]!.data;
      assert.ok(Number(seconds) >= 5.5 && Number(seconds) < 8.5, String(seconds));
      assert.equal(Number(seconds) * 32_000, events[0]!.data.bytes);
      harness.stream.cancel();
    });

    it('are an error when the server takes audio too slowly', async () => {
      const harness = new StreamHarness(
        insteadOnAudio(1, () => {}),
        { queue: { seconds: 1, drop: 'oldest' } },
      );
      await harness.live(13);
      assert.deepEqual(harness.listener.codes, ['audio_dropped']);
      harness.stream.cancel();
    });

    it('are told at the end of the stream at the latest', async () => {
      const harness = new StreamHarness(wellBehaved(), { queue: { seconds: 1, drop: 'newest' } });
      harness.network = 'down';
      await harness.live(3);
      harness.stream.cancel();
      assert.deepEqual(harness.listener.eventNamed('audio_dropped')?.data, { seconds: 2, bytes: 64_000 });
      assert.equal(harness.listener.calls.at(-1), 'ended');
    });

    it('are told for audio of no known length, too', async () => {
      const harness = new StreamHarness(wellBehaved(), { format: { type: 'file' }, idle: 0 });
      harness.network = 'down';
      const chunk = Buffer.alloc(16 * 1024 * 1024);
      for (let count = 0; count < 9; count += 1) harness.stream.write(chunk, 'live');
      await harness.time.settle();
      harness.stream.cancel();
      assert.deepEqual(harness.listener.eventNamed('audio_dropped')?.data, { seconds: 0, bytes: chunk.length });
    });

    it('leave the times of later words where they belong', async () => {
      const harness = new StreamHarness(
        wellBehaved({
          audio(connection) {
            connection.send({ message: 'AudioAdded', seq_no: connection.audio.length });
            if (connection.audio.length === 1) connection.send(final('on', 0, 0.1));
          },
        }),
        { queue: { seconds: 1, drop: 'oldest' }, idle: 0 },
      );
      harness.network = 'down';
      await harness.live(4);
      harness.network = 'up';
      await harness.live(6);
      const { start_time, time } = harness.listener.transcripts[0]!.transcript;
      // The next attempt finds the second that was kept.
      const attempt = harness.connections.at(-1)! / 1000;
      assert.ok(Math.abs(start_time - (attempt - 1)) < 0.3, `${start_time} after ${attempt}`);
      assert.ok(Math.abs(time - start_time * 1000) <= 200, `${time}`);
      harness.stream.cancel();
    });

    it('do not happen to a recording, however long it waits', async () => {
      const harness = new StreamHarness(wellBehaved(), { queue: { seconds: 1, drop: 'oldest' } });
      harness.network = 'down';
      harness.stream.start();
      await harness.time.settle();
      harness.network = 'up';
      harness.stream.write(wavFile(silence(30)), 'live');
      await harness.time.advance(5000);
      assert.equal(codeOf(harness.listener.ends[0]), 'completed');
      assert.equal(audioBytes(harness.server.connection), 30 * 32_000);
      assert.deepEqual(harness.listener.codes, ['connection_refused']);
    });
  });
});
