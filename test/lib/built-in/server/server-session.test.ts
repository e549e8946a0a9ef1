import assert from 'node:assert/strict';
import { RecogniserLoadError } from '../../../../nodes/lib/built-in/recogniser/recogniser-failure';
import type { RawClient } from '../../../support/raw-client';
import { ScriptedRecogniser } from '../../../support/scripted-recogniser';
import { AUDIO, PIECE, RAW, ServedApi, startMessage, textOf, transcribe, WORDS } from '../../../support/speech-api';
import { wavFile } from '../../../../dev/wav-file';

const PIECES = Math.ceil(AUDIO.length / PIECE);

describe('built-in/server/server-session', () => {
  let api: ServedApi;

  async function serveInstead(recogniser: Parameters<typeof ServedApi.serve>[1]): Promise<void> {
    await api.stop();
    api = await ServedApi.serve({}, recogniser);
  }

  beforeEach(async () => {
    api = await ServedApi.serve({ sessions: 8 });
  });
  afterEach(() => api.stop());

  describe('recognises', () => {
    it('from StartRecognition to EndOfTranscript, in the order of the protocol', async () => {
      const client = await api.start();
      assert.equal(await transcribe(client), 'one two three ');
      const names = client.received.map(({ message }) => message);
      assert.deepEqual(names.slice(0, 2), ['RecognitionStarted', 'AudioAdded']);
      assert.equal(names.at(-1), 'EndOfTranscript');
      assert.equal(names.includes('AddPartialTranscript'), false);
      assert.deepEqual(
        client.all('AudioAdded').map(({ seq_no }) => seq_no),
        Array.from({ length: PIECES }, (_, index) => index + 1),
      );
    });

    it('words with their place in the audio, in finals that follow each other', async () => {
      const client = await api.start({ max_delay: 1 });
      await transcribe(client);
      const finals = client.all('AddTranscript');
      const words = finals.flatMap(({ results }) => results);
      assert.deepEqual(
        words.map(({ start_time, end_time, alternatives }) => [alternatives?.[0]?.content, start_time, end_time]),
        [
          ['one', 0.2, 0.5],
          ['two', 0.6, 0.9],
          ['three', 1.9, 2.2],
        ],
      );
      for (const [index, final] of finals.entries()) {
        assert.equal(final.metadata.start_time, finals[index - 1]?.metadata.end_time ?? 0);
      }
    });

    it('with partials if asked, and with ends of utterances after the silence that is set', async () => {
      const client = await api.start({
        enable_partials: true,
        conversation_config: { end_of_utterance_silence_trigger: 0.5 },
      });
      await transcribe(client);
      assert.deepEqual(
        client.all('EndOfUtterance').map(({ metadata }) => metadata),
        [{ start_time: 0.9, end_time: 0.9 }],
      );
      const before = client.received.slice(
        0,
        client.received.findIndex(({ message }) => message === 'EndOfUtterance'),
      );
      assert.ok(before.some(({ message }) => message === 'AddPartialTranscript'));
      assert.equal(before.at(-1)?.message, 'AddTranscript');
    });

    it('floats, and WAV as a file, in stereo and cut anywhere', async () => {
      const samples = new Int16Array(AUDIO.buffer, AUDIO.byteOffset, AUDIO.length / 2);
      const floats = Buffer.from(Float32Array.from(samples, (sample) => sample / 0x8000).buffer);
      assert.equal(await transcribe(await api.start({}, { ...RAW, encoding: 'pcm_f32le' }), floats), 'one two three ');
      const stereo = Buffer.from(Int16Array.from({ length: samples.length * 2 }, (_, i) => samples[i >> 1]!).buffer);
      const client = await api.start({}, { type: 'file' });
      client.sendAudio(wavFile(stereo, { channels: 2 }), 997);
      client.send({ message: 'EndOfStream', last_seq_no: 1 });
      await client.wait('EndOfTranscript');
      assert.equal(textOf(client), 'one two three ');
    });

    it('nothing when there is no audio', async () => {
      assert.equal(await transcribe(await api.start(), Buffer.alloc(0)), '');
    });
  });

  describe('says before it starts', () => {
    it('that the audio is of low quality, and nothing of any other', async () => {
      for (const [format, quality] of [
        [{ ...RAW, sample_rate: 8000 }, 'telephony'],
        [{ ...RAW, sample_rate: 12000 }, undefined],
        [{ type: 'file' }, undefined],
      ] as const) {
        const client = await api.start({}, format);
        const info = client.all('Info').find(({ type }) => type === 'recognition_quality');
        assert.equal(info?.quality, quality);
        client.close();
        await client.closed;
      }
    });

    it('that the last session is taken', async () => {
      const clients = await Promise.all(Array.from({ length: 7 }, () => api.start()));
      assert.deepEqual(
        clients.flatMap((each) => each.all('Info')),
        [],
      );
      const client = await api.start();
      const info = client.all('Info').find(({ type }) => type === 'concurrent_session_usage');
      assert.equal(info?.usage, 8);
      assert.equal(info.quota, 8);
      assert.match(info.last_updated ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    });

    it('what it will not do, and goes on', async () => {
      const client = await api.start({ diarization: 'speaker', domain: 'finance' });
      const warnings = client.all('Warning');
      assert.deepEqual(
        warnings.map(({ type }) => type),
        ['validation_warning', 'validation_warning'],
      );
      assert.match(warnings[0]!.reason, /transcription_config\.diarization/);
      assert.equal(client.received.at(-1)?.message, 'RecognitionStarted');
      assert.equal(await transcribe(client), 'one two three ');
    });
  });

  it('withholds acknowledgements until the audio was heard', async () => {
    const scripted = new ScriptedRecogniser(WORDS);
    let hear = (): void => {};
    const heard = new Promise<void>((resolve) => (hear = resolve));
    await serveInstead({
      async open(settings, onEvent) {
        const recognition = await scripted.open(settings, onEvent);
        const accept = recognition.accept.bind(recognition);
        recognition.accept = (samples) => heard.then(() => accept(samples));
        return recognition;
      },
      close: () => scripted.close(),
    });
    const client = await api.start();
    client.sendAudio(AUDIO, PIECE);
    client.send({ message: 'EndOfStream', last_seq_no: PIECES });
    await client.ping();
    assert.equal(client.all('AudioAdded').length, 0);
    hear();
    await client.wait('EndOfTranscript');
    assert.equal(client.all('AudioAdded').length, PIECES);
  });

  it('reads no further when too much audio is unheard, and loses none of it', async () => {
    const scripted = new ScriptedRecogniser(WORDS);
    let hear = (): void => {};
    const heard = new Promise<void>((resolve) => (hear = resolve));
    await serveInstead({
      async open(settings, onEvent) {
        const recognition = await scripted.open(settings, onEvent);
        recognition.accept = () => heard;
        return recognition;
      },
      close: () => scripted.close(),
    });
    const client = await api.start();
    const megabyte = Buffer.alloc(1024 * 1024);
    for (let sent = 0; sent < 6; sent++) client.sendAudio(megabyte);
    const answered = client.ping().then(() => 'answered');
    hear();
    await client.waitFor(() => client.all('AudioAdded').length === 6);
    assert.equal(await answered, 'answered');
  });

  it('warns once of audio after the end and ignores it', async () => {
    const client = await api.start();
    client.send({ message: 'EndOfStream', last_seq_no: 0 });
    client.sendAudio(AUDIO, PIECE);
    await client.wait('EndOfTranscript');
    await client.ping();
    assert.deepEqual(
      client.all('Warning').map(({ type }) => type),
      ['add_audio_after_eos'],
    );
    assert.equal(textOf(client), '');
  });

  it('refuses audio before RecognitionStarted', async () => {
    await serveInstead({ open: () => new Promise(() => {}), close: () => Promise.resolve() });
    const client = await api.connect();
    client.send(startMessage());
    client.sendAudio(AUDIO);
    assert.equal((await client.wait('Error')).type, 'protocol_error');
  });

  it('reports an engine that fails as job_error', async () => {
    await serveInstead({ open: () => Promise.reject(new Error('no memory')), close: () => Promise.resolve() });
    const client = await api.connect();
    client.send(startMessage());
    assert.match((await client.wait('Error')).reason, /no memory/);
    assert.equal((await client.closed).code, 4013);
  });

  it('reports a recogniser that no second try would load as invalid_model, which clients do not try again', async () => {
    const error = new RecogniserLoadError('recogniser_damaged', 'The recogniser is damaged. Install it again.');
    await serveInstead({ open: () => Promise.reject(error), close: () => Promise.resolve() });
    const client = await api.connect();
    client.send(startMessage());
    assert.equal((await client.wait('Error')).reason, error.message);
    assert.deepEqual(await client.closed, { code: 4004, reason: 'invalid_model' });
  });

  for (const [what, send] of [
    ['audio', (client: RawClient) => client.sendAudio(Buffer.alloc(8))],
    ['requests', (client: RawClient) => client.send({ message: 'GetSpeakers' })],
  ] as const) {
    it(`holds no more messages of a client than it should, however small: ${what}`, async () => {
      const scripted = new ScriptedRecogniser(WORDS);
      await serveInstead({
        async open(settings, onEvent) {
          const stuck = (): Promise<void> => new Promise(() => {});
          return Object.assign(await scripted.open(settings, onEvent), { accept: stuck });
        },
        close: () => scripted.close(),
      });
      const client = await api.start();
      client.sendAudio(Buffer.alloc(PIECE));
      await client.ping();
      for (let count = 0; count < 50_000; count++) send(client);
      let isRead = false;
      client.socket.on('pong', () => (isRead = true));
      client.socket.ping();
      // More than the system's buffers hold: what is not read stays with the client.
      client.sendAudio(Buffer.alloc(32 * 1024 * 1024), 64 * 1024);
      const other = await api.connect();
      for (let count = 0; count < 100; count++) await other.ping();
      assert.ok(!isRead && client.socket.bufferedAmount > 0);
    });
  }

  it('gives up a client that reads none of its answers', async () => {
    const scripted = new ScriptedRecogniser(WORDS);
    const word = { content: 'a'.repeat(1024 * 1024), startTime: 0, endTime: 0.1, confidence: 1 };
    await serveInstead({
      async open(settings, onEvent) {
        const hear = (): Promise<void> =>
          Promise.resolve(onEvent({ type: 'partial', words: [{ type: 'word', ...word }], endTime: 0.1 }));
        return Object.assign(await scripted.open(settings, onEvent), { accept: hear });
      },
      close: () => scripted.close(),
    });
    const client = await api.start({ enable_partials: true });
    client.socket.pause();
    client.sendAudio(Buffer.alloc(40 * PIECE), PIECE);
    await api.untilIdle();
  });

  it('closes a recognition whose client left while it was being opened', async () => {
    const scripted = new ScriptedRecogniser(WORDS);
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    let noteClosed = (): void => {};
    const closed = new Promise<void>((resolve) => (noteClosed = resolve));
    await serveInstead({
      async open(settings, onEvent) {
        await opened;
        return Object.assign(await scripted.open(settings, onEvent), { close: noteClosed });
      },
      close: () => scripted.close(),
    });
    const client = await api.connect();
    client.send(startMessage({}, { ...RAW, sample_rate: 8000 }));
    await client.wait('Info');
    client.close();
    await api.untilIdle();
    open();
    await closed;
  });

  it('tells its sessions when it shuts down, and leaves those alone that are finished', async () => {
    const [running, finished] = [await api.start(), await api.start()];
    await transcribe(finished);
    const closing = api.server.close();
    assert.equal((await running.wait('Error')).type, 'job_error');
    assert.deepEqual(await finished.closed, { code: 1000, reason: '' });
    assert.equal(finished.received.at(-1)?.message, 'EndOfTranscript');
    await closing;
    api = await ServedApi.serve();
  });
});
