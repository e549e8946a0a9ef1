import assert from 'node:assert/strict';
import type { StreamEnd } from '../../../nodes/lib/stream/stream-event';
import { final, insteadOn, insteadOnAudio, wellBehaved } from '../../support/behaviours';
import type { Behaviour, ServerConnection } from '../../../dev/scripted-server';
import { wavFile } from '../../../dev/wav-file';
import { PIECE, StreamRecorder, silence, StreamHarness } from './stream-harness';

const codeOf = (end: StreamEnd | undefined): string | undefined => (end?.how === 'failed' ? end.error.code : end?.how);
const secondsOf = ({ audio }: ServerConnection): number => audio.reduce((sum, { length }) => sum + length, 0) / 32_000;
const namesOf = ({ messages }: ServerConnection): string[] => messages.map(({ message }) => message);
const dropped = ({ events }: StreamRecorder): boolean => events.some(({ name }) => name === 'audio_dropped');

/** A server that refuses handshakes while `status` is set. */
function refusing(): Behaviour & { status: number | undefined } {
  const behaviour = {
    ...wellBehaved(),
    status: undefined as number | undefined,
    refuse: (): number | undefined => behaviour.status,
  };
  return behaviour;
}

/** What a server may say of a session that ran, and never of the next one. */
const PASSING: readonly [string, (connection: ServerConnection) => void][] = [
  ...[1002, 1003, 1007, 1008, 4001, 4003, 4006].map(
    (code) => [`close ${code}`, (connection: ServerConnection) => connection.close(code)] as const,
  ),
  ...['protocol_error', 'not_authorised', 'timelimit_exceeded', 'invalid_message', 'invalid_config', 'not_allowed'].map(
    (type) =>
      [type, (connection: ServerConnection) => connection.send({ message: 'Error', type, reason: '' })] as const,
  ),
].map(([name, action]) => [name, action]);

describe('Stream: policy', () => {
  describe('pauses', () => {
    it('lose nothing of an outage of 45 s with a queue of 60 s, and make 3 s of a blink of 2 s', async () => {
      for (const [outage, longest] of [
        [2, 3.2],
        [45, 56],
        [57, 60],
      ] as const) {
        const harness = new StreamHarness(wellBehaved());
        await harness.live(5);
        harness.network = 'down';
        harness.server.connection.reset();
        await harness.live(outage);
        harness.network = 'up';
        await harness.live(16);
        const { seconds } = harness.listener.eventNamed('resumed')!.data;
        assert.ok(Number(seconds) <= longest, `${String(seconds)} s for ${outage}`);
        assert.ok(!dropped(harness.listener));
        harness.stream.cancel();
      }
    });

    it('leave time for another session where one hangs at its start', async () => {
      for (const [queue, refused] of [
        [60, 36],
        [60, 20],
        [20, 0],
      ] as const) {
        let hangs = false;
        const starts = insteadOn('StartRecognition', (connection) => {
          if (!hangs) connection.send({ message: 'RecognitionStarted', id: 'session' });
          hangs = false;
        });
        const harness = new StreamHarness(starts, { queue: { seconds: queue, drop: 'oldest' } });
        await harness.live(5);
        hangs = true;
        harness.network = refused > 0 ? 'down' : 'up';
        harness.server.connection.reset();
        await harness.live(refused);
        harness.network = 'up';
        await harness.live(queue - refused);
        assert.equal(harness.listener.states.at(-1), 'running', `${queue} s, ${refused} s`);
        assert.ok(!dropped(harness.listener), `${queue} s, ${refused} s`);
        harness.stream.cancel();
      }
    });

    it('are those of all streams of an appliance, whatever node they belong to', async () => {
      const harness = new StreamHarness(wellBehaved(), { idle: 0 });
      harness.network = 'down';
      const streams = Array.from({ length: 50 }, () => harness.newStream({ idle: 0 }, new StreamRecorder()));
      for (const stream of streams) {
        stream.admit();
        stream.write(PIECE, 'live');
      }
      await harness.time.advance(0);
      const first = harness.connections.length;
      await harness.time.advance(40_000);
      assert.ok(harness.connections.length - first <= 14, `${harness.connections.length - first} attempts in 40 s`);
      harness.network = 'up';
      await harness.time.advance(40_000);
      assert.equal(harness.server.connections.length, 50);
      for (const stream of streams) stream.cancel();
      harness.stream.cancel();
      await harness.time.advance(5000);
      assert.equal(harness.time.pendingTimers, 0);
    });
  });

  describe('an answer that says "never"', () => {
    for (const status of [401, 403, 404]) {
      it(`HTTP ${status}, after a session that ran: what waits is kept, and one error is told`, async () => {
        const behaviour = refusing();
        const harness = new StreamHarness(behaviour);
        await harness.live(2);
        behaviour.status = status;
        harness.server.connection.reset();
        await harness.live(20);
        behaviour.status = undefined;
        await harness.live(22);
        assert.equal(harness.listener.states.at(-1), 'running');
        assert.equal(harness.listener.codes.length, 1);
        assert.ok(!dropped(harness.listener));
        assert.ok(Math.abs(secondsOf(harness.server.connection) - 44) < 0.3);
        harness.stream.cancel();
      });
    }

    for (const [name, answer] of PASSING) {
      it(`${name}, after a session that ran: another one goes on`, async () => {
        const harness = new StreamHarness(wellBehaved());
        await harness.live(2);
        answer(harness.server.connection);
        await harness.live(2);
        assert.equal(harness.server.connections.length, 2);
        assert.ok(Math.abs(secondsOf(harness.server.connection) - 4) < 0.3);
        assert.equal(harness.listener.codes.length, 1);
        harness.stream.finish();
        await harness.time.settle();
        assert.deepEqual(harness.listener.ends, [{ how: 'completed' }]);
        assert.ok(!dropped(harness.listener));
      });
    }

    it('is believed when the queue is full: then audio is refused, which is told', async () => {
      const behaviour = refusing();
      const harness = new StreamHarness(behaviour, { idle: 0 });
      await harness.live(2);
      behaviour.status = 401;
      harness.server.connection.reset();
      await harness.live(55);
      assert.deepEqual(harness.listener.codes, ['connection_lost']);
      await harness.live(15);
      assert.deepEqual(harness.listener.codes, ['connection_lost', 'not_authorised']);
      const attempts = harness.connections.length;
      await harness.live(40);
      assert.equal(harness.connections.length, attempts);
      assert.throws(() => harness.stream.write(PIECE, 'recording'), { code: 'not_authorised' });
      harness.stream.cancel();
      assert.ok(dropped(harness.listener));
    });

    it('is believed at once where no session ran with the settings that it is about', async () => {
      const normal = wellBehaved();
      const harness = new StreamHarness(
        wellBehaved({
          message(connection, message) {
            const isGerman = 'transcription_config' in message && message.transcription_config?.language === 'de';
            if (isGerman) connection.send({ message: 'Error', type: 'invalid_model', reason: '' });
            else normal.message(connection, message);
          },
        }),
      );
      await harness.live(2);
      const listener = new StreamRecorder();
      const other = harness.newStream({ recognition: { transcription_config: { language: 'de' } } }, listener);
      other.admit();
      other.write(PIECE, 'live');
      await harness.time.settle();
      assert.deepEqual(listener.codes, ['invalid_model']);
      other.cancel();
      assert.ok(dropped(listener));
      harness.server.connection.reset();
      harness.network = 'down';
      harness.server.connections[0]!.reset();
      await harness.live(2);
      harness.network = 'up';
      await harness.live(8);
      assert.equal(harness.listener.states.at(-1), 'running');
      assert.ok(!dropped(harness.listener), 'what another stream is refused for is no matter of this one');
      harness.stream.cancel();
    });

    it('about the key is a passing one, too, when the settings were changed since a session ran', async () => {
      const behaviour = refusing();
      const harness = new StreamHarness(behaviour);
      await harness.live(2);
      behaviour.status = 401;
      harness.server.connection.reset();
      await harness.live(5);
      harness.stream.setRecognitionConfig({ max_delay: 3 });
      await harness.live(15);
      behaviour.status = undefined;
      await harness.live(22);
      assert.equal(harness.listener.states.at(-1), 'running');
      assert.ok(!dropped(harness.listener));
      harness.stream.cancel();
    });

    it('is a passing one for the next stream with the same settings, too', async () => {
      const behaviour = refusing();
      const harness = new StreamHarness(behaviour);
      await harness.live(2);
      harness.stream.finish();
      await harness.time.settle();
      behaviour.status = 404;
      const listener = new StreamRecorder();
      const next = harness.newStream({}, listener);
      next.admit();
      next.write(wavFile(silence(5)), 'recording');
      await harness.time.advance(10_000);
      behaviour.status = undefined;
      await harness.time.advance(10_000);
      assert.deepEqual(listener.ends, [{ how: 'completed' }]);
    });

    it('leaves a finished stream its rest, and ends it in time with the words or the error', async () => {
      for (const [seconds, end] of [
        [20, 'completed'],
        [300, 'wrong_path'],
      ] as const) {
        const behaviour = refusing();
        const harness = new StreamHarness(behaviour);
        await harness.live(2);
        behaviour.status = 404;
        harness.server.connection.reset();
        harness.stream.finish();
        await harness.time.advance(seconds * 1000);
        behaviour.status = undefined;
        await harness.time.advance(20_000);
        assert.equal(codeOf(harness.listener.ends[0]), end);
        assert.equal(harness.listener.eventNamed('end_of_transcript') !== undefined, end === 'completed');
        assert.equal(harness.time.pendingTimers, 0);
      }
    });

    it('ends in an error also where sessions start, and are refused then, again and again', async () => {
      let sessions = 0;
      const behaviour = wellBehaved({
        audio(connection) {
          connection.send({ message: 'AudioAdded', seq_no: connection.audio.length });
          if (connection.audio.length === 1) sessions += 1;
          if (sessions > 1) connection.send({ message: 'Error', type: 'timelimit_exceeded', reason: '' });
        },
      });
      const harness = new StreamHarness(behaviour, { idle: 0 });
      await harness.live(2);
      harness.server.connection.reset();
      await harness.live(80);
      assert.deepEqual(harness.listener.codes, ['connection_lost', 'timelimit_exceeded']);
      assert.ok(harness.connections.length < 20);
      harness.stream.cancel();
    });

    it('about the audio itself is believed at once: the next session would get it again', async () => {
      const behaviour = insteadOnAudio(5, (connection) =>
        connection.send({ message: 'Error', type: 'job_error', reason: 'audio format unreadable' }),
      );
      const harness = new StreamHarness(behaviour);
      harness.stream.write(wavFile(silence(5)), 'recording');
      await harness.time.advance(1000);
      assert.equal(codeOf(harness.listener.ends[0]), 'job_error');
      assert.equal(harness.server.connections.length, 1);
    });

    it('ends a rest a second after the fault on start, and finish waits for that attempt', async () => {
      const behaviour = refusing();
      behaviour.status = 401;
      const harness = new StreamHarness(behaviour);
      await harness.live(0.2);
      behaviour.status = undefined;
      harness.stream.start();
      harness.stream.write(PIECE, 'live');
      harness.stream.finish();
      await harness.time.advance(1000);
      assert.deepEqual(harness.listener.ends, [{ how: 'completed' }]);
      assert.deepEqual(harness.listener.texts, ['hello world']);
    });
  });

  describe('a control that the server does not know', () => {
    const CONTROLS = {
      SetRecognitionConfig: ({ stream }: StreamHarness) => stream.setRecognitionConfig({ max_delay: 2 }),
      ForceEndOfUtterance: ({ stream }: StreamHarness) => stream.forceEndOfUtterance(),
      GetSpeakers: ({ stream }: StreamHarness) => stream.getSpeakers(),
    };
    const old = (type: string, names: readonly string[]): Behaviour => {
      const normal = wellBehaved();
      return wellBehaved({
        message(connection, message) {
          if (names.includes(message.message)) connection.send({ message: 'Error', type, reason: 'no' });
          else normal.message(connection, message);
        },
      });
    };
    for (const [name, send] of Object.entries(CONTROLS)) {
      for (const type of ['invalid_message', 'protocol_error']) {
        it(`${name} (${type}) costs nothing but a warning, and is not sent again`, async () => {
          const harness = new StreamHarness(old(type, [name]));
          await harness.live(2);
          send(harness);
          await harness.live(2);
          assert.equal(harness.server.connections.length, 2);
          assert.ok(Math.abs(secondsOf(harness.server.connection) - 4) < 0.3);
          assert.deepEqual(harness.listener.codes, []);
          assert.deepEqual(
            harness.listener.warnings.map(({ code, message }) => [code, message.includes(name)]),
            [['unsupported_control', true]],
          );
          if (name === 'SetRecognitionConfig') send(harness);
          else assert.throws(() => send(harness), { code: 'unsupported_control' });
          await harness.live(1);
          harness.stream.finish();
          await harness.time.settle();
          const sent = harness.server.connections.flatMap((connection) => namesOf(connection));
          assert.equal(sent.filter((message) => message === name).length, 1);
          assert.equal(harness.listener.warnings.length, 1);
          assert.deepEqual(harness.listener.ends, [{ how: 'completed' }]);
        });
      }
    }

    it('SetRecognitionConfig takes effect with a new session, now and later', async () => {
      const harness = new StreamHarness(old('invalid_message', ['SetRecognitionConfig']));
      await harness.live(1);
      for (const max_delay of [2, 3]) {
        harness.stream.setRecognitionConfig({ max_delay });
        await harness.live(1);
        const [start] = harness.server.connection.messages;
        assert.deepEqual((start as { transcription_config: object }).transcription_config, {
          language: 'en',
          max_delay,
        });
      }
      assert.equal(harness.server.connections.length, 3);
      harness.stream.cancel();
    });

    it('a change that is refused is taken back, and another one may come', async () => {
      const harness = new StreamHarness(old('invalid_config', ['SetRecognitionConfig']));
      await harness.live(1);
      harness.stream.setRecognitionConfig({ max_delay: 99 });
      await harness.live(1);
      const [start] = harness.server.connection.messages;
      assert.deepEqual((start as { transcription_config: object }).transcription_config, { language: 'en' });
      assert.deepEqual(
        harness.listener.warnings.map(({ code }) => code),
        ['refused_settings'],
      );
      harness.stream.setRecognitionConfig({ max_delay: 2 });
      await harness.time.settle();
      assert.ok(namesOf(harness.server.connections[1]!).includes('SetRecognitionConfig'));
      harness.stream.cancel();
    });

    it('a bad timestamp of a forced end is an error, and is not sent', async () => {
      const harness = new StreamHarness(wellBehaved());
      await harness.live(2);
      for (const timestamp of ['soon', -1, NaN, Infinity, 99, {}, true]) {
        assert.throws(() => harness.stream.forceEndOfUtterance(timestamp), { code: 'invalid_timestamp' });
      }
      harness.stream.forceEndOfUtterance(1.5);
      harness.stream.forceEndOfUtterance();
      await harness.time.settle();
      assert.deepEqual(harness.server.connection.messages.slice(1), [
        { message: 'ForceEndOfUtterance', timestamp: 1.5 },
        { message: 'ForceEndOfUtterance' },
      ]);
      harness.stream.cancel();
    });
  });

  describe('the end of the transcript', () => {
    it('that is never told, where finals reach to the end: the stream is done after one silence', async () => {
      const harness = new StreamHarness(
        insteadOn('EndOfStream', (connection) => connection.send(final('all is said', 0, 2))),
      );
      await harness.live(2);
      harness.stream.finish();
      await harness.time.advance(21_000);
      assert.equal(harness.server.connections.length, 1);
      assert.deepEqual(harness.listener.ends, [{ how: 'completed' }]);
      assert.equal(harness.listener.events.filter(({ name }) => name === 'end_of_transcript').length, 1);
      assert.deepEqual(harness.listener.codes, []);
    });

    it('that is never told, where silence follows the last word: one more session makes sure', async () => {
      const harness = new StreamHarness(
        insteadOn('EndOfStream', (connection) =>
          connection.send(final('all is said', 0, harness.server.connections.length === 1 ? 3 : 2)),
        ),
      );
      await harness.live(5);
      harness.stream.finish();
      await harness.time.advance(42_000);
      assert.equal(harness.server.connections.length, 2);
      assert.deepEqual(harness.listener.ends, [{ how: 'completed' }]);
      assert.deepEqual(harness.listener.texts, ['all is said']);
      assert.equal(harness.listener.events.filter(({ name }) => name === 'end_of_transcript').length, 1);
    });
  });
});
