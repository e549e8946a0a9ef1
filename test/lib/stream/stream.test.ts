import assert from 'node:assert/strict';
import type { ServerConnection } from '../../../dev/scripted-server';
import { final, insteadOn, SESSION_ID, wellBehaved } from '../../support/behaviours';
import { silence, StreamHarness } from './stream-harness';

const audioBytes = ({ audio }: ServerConnection): number => audio.reduce((sum, { length }) => sum + length, 0);
const started = (connection: ServerConnection): unknown => connection.messages[0];
const messageNames = ({ messages }: ServerConnection): string[] => messages.map(({ message }) => message);

describe('Stream', () => {
  describe('in an undisturbed session', () => {
    it('opens it with the first audio, sends all of it, and ends when the last word is out', async () => {
      const harness = new StreamHarness(wellBehaved());
      const { stream, listener, time, server } = harness;
      assert.deepEqual(harness.connections, []);
      await harness.live(1);
      stream.finish();
      await time.settle();
      assert.equal(audioBytes(server.connection), 32_000);
      assert.deepEqual(messageNames(server.connection), ['StartRecognition', 'EndOfStream']);
      assert.deepEqual(listener.states, ['opening', 'running', 'draining', 'ended']);
      assert.deepEqual(listener.texts, ['hello world']);
      assert.deepEqual(
        listener.events.map(({ name }) => name),
        ['recognition_started', 'end_of_transcript', 'metrics'],
      );
      assert.deepEqual(listener.ends, [{ how: 'completed' }]);
      assert.deepEqual(listener.errors, []);
    });

    it('sends what the user set, and nothing else', async () => {
      const recognition = { transcription_config: { language: 'de', max_delay: 3 } };
      const harness = new StreamHarness(wellBehaved(), { recognition });
      await harness.live(0.1);
      assert.deepEqual(started(harness.server.connection), {
        message: 'StartRecognition',
        audio_format: { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 },
        ...recognition,
      });
      harness.stream.cancel();
    });

    it('sends no more than the window holds, and the rest as it is acknowledged', async () => {
      const withheld: ServerConnection[] = [];
      const harness = new StreamHarness(wellBehaved({ audio: (connection) => withheld.push(connection) }));
      harness.stream.write(silence(30), 'recording');
      await harness.time.settle();
      assert.equal(audioBytes(harness.server.connection), 320_000);
      harness.server.connection.send({ message: 'AudioAdded', seq_no: 50 });
      await harness.time.settle();
      assert.equal(audioBytes(harness.server.connection), 480_000);
      harness.stream.cancel();
    });

    it('sends live audio that is longer than the queue at once, if the session has room', async () => {
      const harness = new StreamHarness(wellBehaved(), { queue: { seconds: 0, drop: 'oldest' } });
      harness.stream.start();
      await harness.time.settle();
      harness.stream.write(silence(5), 'live');
      await harness.time.settle();
      assert.equal(audioBytes(harness.server.connection), 160_000);
      assert.deepEqual(harness.listener.errors, []);
      harness.stream.cancel();
    });

    it('reports messages that it does not know, and frames that hold none', async () => {
      const harness = new StreamHarness(wellBehaved());
      await harness.live(0.1);
      harness.server.connection.send({ message: 'NewThing', usage: 1 });
      harness.server.connection.sendFrame('{');
      await harness.time.settle();
      assert.deepEqual(harness.listener.eventNamed('new_thing')?.data, { usage: 1 });
      assert.ok(harness.listener.eventNamed('malformed_message'));
      harness.stream.cancel();
    });

    it('passes on translations, and what else the server tells', async () => {
      const harness = new StreamHarness(wellBehaved());
      await harness.live(0.2);
      const results = [{ content: 'hallo', start_time: 0, end_time: 0.1 }];
      harness.server.connection.send({ message: 'AddTranslation', language: 'de', results });
      harness.server.connection.send({ message: 'AudioEventStarted', event: { type: 'music', start_time: 0.1 } });
      harness.server.connection.send({ message: 'Warning', type: 'idle_timeout', reason: 'soon' });
      await harness.time.settle();
      assert.deepEqual(
        harness.listener.translations.map(({ payload }) => payload),
        ['hallo'],
      );
      assert.deepEqual(harness.listener.eventNamed('audio_event_started')?.data, {
        event: { type: 'music', start_time: 0.1 },
      });
      assert.deepEqual(harness.listener.eventNamed('warning')?.data, { type: 'idle_timeout', reason: 'soon' });
      harness.stream.cancel();
    });

    it('takes back a partial that the server leaves hanging, before it tells the end', async () => {
      const harness = new StreamHarness({
        ...insteadOn('EndOfStream', (connection) => connection.send({ message: 'EndOfTranscript' })),
        audio: (connection) => connection.send({ ...final('hello', 0, 0.1), message: 'AddPartialTranscript' }),
      });
      await harness.live(0.1);
      harness.stream.finish();
      await harness.time.settle();
      assert.deepEqual(harness.listener.texts, ['(hello)', '()']);
      const names = harness.listener.calls.slice(-5);
      assert.deepEqual(names, ['transcript', 'notice', 'notice', 'state', 'ended']);
    });
  });

  it('knows the session that its words are from', async () => {
    const harness = new StreamHarness(wellBehaved());
    await harness.live(0.1);
    harness.stream.finish();
    await harness.time.settle();
    assert.equal(harness.listener.transcripts[0]?.transcript.session, SESSION_ID);
    assert.equal(harness.listener.transcripts[0]?.transcript.stream, 'stream');
  });
});
