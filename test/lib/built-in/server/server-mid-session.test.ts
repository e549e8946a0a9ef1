import assert from 'node:assert/strict';
import { AUDIO, PIECE, ServedApi, startMessage, textOf, transcribe } from '../../../support/speech-api';

/** "one" and "two", and 0.1 s of the pause behind them. */
const TWO_WORDS = AUDIO.subarray(0, 10 * PIECE);

describe('built-in/server/server-session', () => {
  let api: ServedApi;

  beforeEach(async () => {
    api = await ServedApi.serve();
  });
  afterEach(() => api.stop());

  describe('in mid-session', () => {
    it('changes the configuration', async () => {
      const client = await api.start();
      client.sendAudio(AUDIO.subarray(0, 16000));
      client.send({
        message: 'SetRecognitionConfig',
        transcription_config: { language: 'en', enable_partials: true, max_delay_mode: 'fixed' },
      });
      client.sendAudio(AUDIO.subarray(16000, 32000));
      assert.ok((await client.wait('AddPartialTranscript')).metadata.transcript.startsWith('one'));
    });

    it('warns of a change that has no effect', async () => {
      const client = await api.start();
      client.send({
        message: 'SetRecognitionConfig',
        transcription_config: { audio_filtering_config: { volume_threshold: 3 } },
      });
      assert.match((await client.wait('Warning')).reason, /audio_filtering_config/);
      assert.equal(await transcribe(client), 'one two three ');
    });

    it('ends an utterance when it is told to', async () => {
      const client = await api.start();
      client.sendAudio(TWO_WORDS, PIECE);
      client.send({ message: 'ForceEndOfUtterance' });
      const end = await client.wait('EndOfUtterance');
      assert.equal(end.forced, true);
      assert.deepEqual(end.metadata, { start_time: 1, end_time: 1 });
      const [final] = client.all('AddTranscript');
      assert.equal(final?.metadata.transcript, 'one two ');
      assert.equal(final.forced, true);
      client.send({ message: 'EndOfStream', last_seq_no: 10 });
      await client.wait('EndOfTranscript');
      assert.equal(textOf(client), 'one two ');
    });

    it('ends an utterance at the time that it is told, and keeps what was said later', async () => {
      const client = await api.start();
      client.sendAudio(TWO_WORDS, PIECE);
      client.send({ message: 'ForceEndOfUtterance', timestamp: 0.55 });
      assert.deepEqual((await client.wait('EndOfUtterance')).metadata, { start_time: 0.55, end_time: 0.55 });
      assert.equal(textOf(client), 'one ');
      client.send({ message: 'EndOfStream', last_seq_no: 10 });
      await client.wait('EndOfTranscript');
      assert.deepEqual(
        client.all('AddTranscript').map(({ metadata, forced }) => [metadata.transcript, forced]),
        [
          ['one ', true],
          ['two ', undefined],
        ],
      );
    });

    it('answers a forced end with an empty final when there is nothing to say', async () => {
      const client = await api.start();
      client.sendAudio(AUDIO.subarray(0, PIECE));
      client.send({ message: 'ForceEndOfUtterance' });
      await client.wait('EndOfUtterance');
      const [final] = client.all('AddTranscript');
      assert.deepEqual(final?.metadata, { start_time: 0, end_time: 0.1, transcript: '' });
      assert.equal(final.forced, true);
    });

    it('knows no speakers, at once or before EndOfTranscript as it is asked', async () => {
      const client = await api.start();
      client.send({ message: 'GetSpeakers' });
      assert.deepEqual((await client.wait('SpeakersResult')).speakers, []);
      client.send({ message: 'GetSpeakers', final: true });
      await transcribe(client);
      assert.equal(client.all('SpeakersResult').length, 2);
      assert.deepEqual(
        client.received.slice(-2).map(({ message }) => message),
        ['SpeakersResult', 'EndOfTranscript'],
      );
    });

    it('takes messages that come before it has started', async () => {
      const client = await api.connect();
      client.send(startMessage());
      client.send({ message: 'GetSpeakers', final: true });
      client.send({ message: 'EndOfStream', last_seq_no: 0 });
      await client.wait('EndOfTranscript');
      assert.deepEqual(
        client.received.map(({ message }) => message),
        ['RecognitionStarted', 'SpeakersResult', 'EndOfTranscript'],
      );
    });
  });
});
