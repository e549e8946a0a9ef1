import assert from 'node:assert/strict';
import { insteadOn, insteadOnAudio, wellBehaved } from '../../support/behaviours';
import { wavFile } from '../../../dev/wav-file';
import { PIECE, silence } from '../stream/stream-harness';
import { audioBytes, parts, TranscriberHarness } from './transcriber-harness';

const RECORDING = wavFile(silence(3));

describe('Transcriber: every input', () => {
  describe('done', () => {
    it('is called for live audio on hand-over, for finish when the last word is out', async () => {
      const harness = new TranscriberHarness(wellBehaved());
      const live = harness.send({ payload: PIECE });
      assert.deepEqual(live.results, ['done']);
      const finish = harness.send({ action: 'finish' });
      assert.deepEqual(finish.results, []);
      await harness.time.settle();
      assert.deepEqual(finish.results, ['done']);
      assert.deepEqual(harness.texts, ['hello world']);
      harness.transcriber.close();
    });

    it('is called for a WAV file that is sent as a file when its last word is out, though nothing else ends it', async () => {
      const harness = new TranscriberHarness(wellBehaved(), { audio_format: { type: 'file' }, idle: 0 });
      const whole = harness.send({ payload: RECORDING, req: { id: 1 } });
      await harness.time.settle();
      assert.deepEqual(whole.results, ['done']);
      assert.deepEqual(harness.transcripts.at(-1)?.req, { id: 1 });
      const pieces = [RECORDING.subarray(0, 9000), RECORDING.subarray(9000)].map((payload) =>
        harness.send({ payload }),
      );
      await harness.time.settle();
      assert.ok(pieces.every(({ results }) => results.join() === 'done'));
      assert.equal(harness.texts.length, 2);
      assert.equal(audioBytes(harness.server.connection), RECORDING.length);
      assert.equal(harness.time.pendingTimers, 1, 'of the status only');
      harness.transcriber.close();
    });

    it('is called for a recording when its last word is out, whatever marks its end', async () => {
      for (const message of [
        { payload: RECORDING },
        { payload: wavFile(silence(6), { channels: 2 }) },
        { payload: silence(1), complete: true },
        { payload: silence(1), event: 'end' },
      ]) {
        const harness = new TranscriberHarness(insteadOn('EndOfStream', () => {}));
        const recording = harness.send(message);
        await harness.time.settle();
        assert.deepEqual(recording.results, []);
        harness.server.connection.send({ message: 'EndOfTranscript' });
        await harness.time.settle();
        assert.deepEqual(recording.results, ['done']);
        harness.transcriber.close();
      }
    });

    it('is called for the parts of a recording on hand-over, for the last one at the end', async () => {
      const harness = new TranscriberHarness(wellBehaved());
      const inputs = parts(silence(1), 5000).map((part) => harness.send({ ...part }));
      assert.deepEqual(inputs.at(-1)?.results, []);
      assert.ok(inputs.slice(0, -1).every(({ results }) => results.join() === 'done'));
      await harness.time.settle();
      assert.deepEqual(inputs.at(-1)?.results, ['done']);
      assert.equal(audioBytes(harness.server.connection), 32_000);
      harness.transcriber.close();
    });

    it('is called when a file ends with a full part and an empty message behind it', async () => {
      const harness = new TranscriberHarness(wellBehaved());
      harness.send({ payload: PIECE, parts: { id: 'a', type: 'buffer', index: 0 } });
      const last = harness.send({ parts: { id: 'a', type: 'buffer', index: 1, count: 1 } });
      await harness.time.settle();
      assert.deepEqual(last.results, ['done']);
      harness.transcriber.close();
    });

    it('is called with the error of a recording that was lost for good', async () => {
      const harness = new TranscriberHarness(insteadOnAudio(3, (connection) => connection.reset()));
      const recording = harness.send({ payload: RECORDING });
      const finish = harness.send({ action: 'finish' });
      await harness.time.advance(120_000);
      assert.deepEqual([recording.results, finish.results], [['connection_lost'], ['connection_lost']]);
      assert.deepEqual(
        harness.errors.map(({ code }) => code),
        ['connection_lost'],
      );
      harness.transcriber.close();
    });

    it('is called with cancelled for those who waited, on cancel and on close', async () => {
      for (const end of ['cancel', 'close'] as const) {
        const harness = new TranscriberHarness(insteadOn('EndOfStream', () => {}));
        const inputs = [{ payload: RECORDING }, { payload: RECORDING }, { action: 'finish' }].map((message) =>
          harness.send(message),
        );
        await harness.time.settle();
        if (end === 'cancel') assert.deepEqual(harness.send({ action: 'cancel' }).results, ['done']);
        else harness.transcriber.close();
        assert.ok(inputs.every(({ results }) => results.join() === 'cancelled'));
        assert.deepEqual(harness.errors, []);
        assert.equal(harness.connections.length, 1);
        harness.transcriber.close();
      }
    });

    it('is called for what asks for nothing', () => {
      const harness = new TranscriberHarness(wellBehaved());
      for (const message of [{ payload: '' }, { action: 'finish' }, { payload: 'stop' }, { action: 'cancel' }]) {
        assert.deepEqual(harness.send(message).results, ['done']);
      }
      harness.transcriber.close();
    });
  });

  describe('refuses', () => {
    it('what it can not read, and goes on with the stream', async () => {
      const harness = new TranscriberHarness(wellBehaved());
      harness.send({ payload: PIECE });
      assert.deepEqual(harness.send({ payload: 'hello' }).results, ['text_not_audio']);
      assert.deepEqual(harness.send({ payload: {} }).results, ['not_audio']);
      assert.deepEqual(harness.send({ action: 'get_speakers' }).results, ['no_session']);
      harness.send({ payload: PIECE });
      await harness.time.settle();
      assert.equal(audioBytes(harness.server.connection), 2 * PIECE.length);
      assert.deepEqual(harness.send({ action: 'get_speakers' }).results, ['done']);
      harness.transcriber.close();
    });

    it('settings that a message brings, before there is a stream', () => {
      const harness = new TranscriberHarness(wellBehaved());
      const bad = [
        { transcription_config: { max_delay: 'soon' } },
        { audio_format: { type: 'tape' } },
        { channels: 'two' },
      ];
      for (const settings of bad) assert.equal(harness.send({ payload: PIECE, ...settings }).results.length, 1);
      assert.ok(harness.inputs.every(({ results }) => results[0] !== 'done'));
      assert.deepEqual(harness.connections, []);
      harness.transcriber.close();
    });

    it('a recording in parts whole, once its beginning can not be read', async () => {
      const harness = new TranscriberHarness(wellBehaved());
      const adpcm = wavFile(silence(1), { tag: 2, bits: 4 });
      const inputs = parts(adpcm, 8000).map((part) => harness.send({ ...part }));
      assert.deepEqual(
        inputs.map(({ results }) => results.join()),
        ['unsupported_audio', 'done', 'done', 'done', 'unsupported_audio'],
      );
      assert.deepEqual(harness.connections, []);
      const next = harness.send({ payload: RECORDING });
      await harness.time.settle();
      assert.deepEqual(next.results, ['done']);
      harness.transcriber.close();
    });

    it('recordings beyond 128 MiB, and takes them again when there is room', () => {
      const harness = new TranscriberHarness(insteadOn('StartRecognition', () => {}));
      const big = wavFile(Buffer.alloc(50 * 1024 * 1024));
      const inputs = [1, 2, 3].map(() => harness.send({ payload: big }));
      assert.deepEqual(
        inputs.map(({ results }) => results.join()),
        ['', '', 'recording_too_long'],
      );
      harness.send({ action: 'cancel' });
      assert.deepEqual(harness.send({ payload: big }).results, []);
      harness.transcriber.close();
    });
  });
});
