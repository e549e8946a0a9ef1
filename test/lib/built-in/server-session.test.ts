import assert from 'node:assert/strict';
import type { Recogniser } from '../../../nodes/lib/built-in/recogniser';
import { SpeechApiServer } from '../../../nodes/lib/built-in/speech-api-server';
import type { TranscriptionConfig } from '../../../nodes/lib/speech-api/messages';
import { RawClient } from '../../support/raw-client';
import { scriptedAudio, ScriptedRecogniser } from '../../support/scripted-recogniser';
import { wavFile } from '../../support/wav-file';

const WORDS = ['one', 'two', 'three'];
const RAW = { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 };
const AUDIO = scriptedAudio(WORDS, [
  { seconds: 0.2 },
  { word: 'one', seconds: 0.3 },
  { seconds: 0.1 },
  { word: 'two', seconds: 0.3 },
  { seconds: 1 },
  { word: 'three', seconds: 0.3 },
]);

function startMessage(config: Partial<TranscriptionConfig> = {}, audio_format: object = RAW): object {
  return { message: 'StartRecognition', audio_format, transcription_config: { language: 'en', ...config } };
}

describe('built-in/server-session', () => {
  let server: SpeechApiServer;
  const clients: RawClient[] = [];

  async function serve(recogniser: Recogniser = new ScriptedRecogniser(WORDS)): Promise<void> {
    server = await SpeechApiServer.listen(recogniser);
  }
  async function connect(path = ''): Promise<RawClient> {
    const client = await RawClient.connect(server.url + path);
    clients.push(client);
    return client;
  }
  async function started(config?: Partial<TranscriptionConfig>, format?: object): Promise<RawClient> {
    const client = await connect();
    client.send(startMessage(config, format));
    await client.wait('RecognitionStarted');
    return client;
  }
  /** The words of all finals, once the session has come to its end. */
  async function finalsOf(client: RawClient, audio: Buffer): Promise<string> {
    client.sendAudio(audio, 3200);
    client.send({ message: 'EndOfStream', last_seq_no: Math.ceil(audio.length / 3200) });
    await client.wait('EndOfTranscript');
    return client
      .all('AddTranscript')
      .map(({ metadata }) => metadata.transcript)
      .join('');
  }

  beforeEach(() => serve());
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server.close();
  });

  it('transcribes from StartRecognition to EndOfTranscript, in the order of the protocol', async () => {
    const client = await started();
    assert.equal(await finalsOf(client, AUDIO), 'one two three ');
    const names = client.received.map(({ message }) => message);
    assert.equal(names[0], 'RecognitionStarted');
    assert.equal(names.at(-1), 'EndOfTranscript');
    assert.equal(names.includes('AddPartialTranscript'), false);
    assert.deepEqual(
      client.all('AudioAdded').map(({ seq_no }) => seq_no),
      Array.from({ length: Math.ceil(AUDIO.length / 3200) }, (_, index) => index + 1),
    );
  });

  it('gives words their place in the audio, and finals that follow each other', async () => {
    const client = await started({ max_delay: 1 });
    await finalsOf(client, AUDIO);
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

  it('sends partials if asked, and ends utterances after the silence that is set', async () => {
    const client = await started({
      enable_partials: true,
      conversation_config: { end_of_utterance_silence_trigger: 0.5 },
    });
    await finalsOf(client, AUDIO);
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

  it('takes all raw encodings, and WAV as a file, in stereo and cut anywhere', async () => {
    const samples = new Int16Array(AUDIO.buffer, AUDIO.byteOffset, AUDIO.length / 2);
    const floats = Buffer.from(Float32Array.from(samples, (sample) => sample / 0x8000).buffer);
    assert.equal(await finalsOf(await started({}, { ...RAW, encoding: 'pcm_f32le' }), floats), 'one two three ');
    const stereo = Buffer.from(Int16Array.from({ length: samples.length * 2 }, (_, i) => samples[i >> 1]!).buffer);
    const wav = await started({}, { type: 'file' });
    wav.sendAudio(wavFile(stereo, { channels: 2 }), 997);
    wav.send({ message: 'EndOfStream', last_seq_no: 1 });
    await wav.wait('EndOfTranscript');
    assert.deepEqual(
      wav.all('AddTranscript').flatMap(({ results }) => results.map((word) => word.alternatives?.[0]?.content)),
      WORDS,
    );
  });

  it('changes the configuration in mid-session', async () => {
    const client = await started();
    client.sendAudio(AUDIO.subarray(0, 16000));
    client.send({ message: 'SetRecognitionConfig', transcription_config: { enable_partials: true } });
    client.sendAudio(AUDIO.subarray(16000, 32000));
    assert.ok((await client.wait('AddPartialTranscript')).metadata.transcript.startsWith('one'));
  });

  it('ends an utterance when it is told to', async () => {
    const client = await started();
    client.sendAudio(AUDIO.subarray(0, 16000));
    client.send({ message: 'ForceEndOfUtterance' });
    assert.equal((await client.wait('EndOfUtterance')).forced, true);
    assert.equal(client.all('AddTranscript')[0]?.metadata.transcript, 'one ');
  });

  it('answers GetSpeakers with nobody', async () => {
    const client = await started();
    client.send({ message: 'GetSpeakers' });
    assert.deepEqual((await client.wait('SpeakersResult')).speakers, []);
  });

  it('withholds acknowledgements until the audio was heard', async () => {
    const scripted = new ScriptedRecogniser(WORDS);
    let hear = (): void => {};
    const heard = new Promise<void>((resolve) => (hear = resolve));
    await server.close();
    await serve({
      async open(settings, onEvent) {
        const recognition = await scripted.open(settings, onEvent);
        const accept = recognition.accept.bind(recognition);
        recognition.accept = (samples) => heard.then(() => accept(samples));
        return recognition;
      },
      close: () => scripted.close(),
    });
    const client = await started();
    client.sendAudio(AUDIO, 3200);
    client.send({ message: 'GetSpeakers' });
    client.send({ message: 'EndOfStream', last_seq_no: 22 });
    assert.equal(client.all('AudioAdded').length, 0);
    hear();
    await client.wait('EndOfTranscript');
    assert.equal(client.all('AudioAdded').length, Math.ceil(AUDIO.length / 3200));
  });

  it('warns of audio after the end and ignores it', async () => {
    const client = await started();
    client.send({ message: 'EndOfStream', last_seq_no: 0 });
    client.sendAudio(AUDIO);
    assert.equal((await client.wait('Warning')).type, 'add_audio_after_eos');
    await client.wait('EndOfTranscript');
  });

  describe('refuses, with an Error of the right type and the close code that goes with it,', () => {
    const refusals: [title: string, say: (client: RawClient) => void, type: string, code: number][] = [
      ['audio first', (client) => client.sendAudio(AUDIO), 'protocol_error', 1003],
      [
        'anything but StartRecognition first',
        (client) => client.send({ message: 'EndOfStream' }),
        'protocol_error',
        1003,
      ],
      ['text that is no JSON', (client) => client.send('hello'), 'invalid_message', 1003],
      ['another language', (client) => client.send(startMessage({ language: 'fr' })), 'invalid_model', 4004],
      ['no language', (client) => client.send(startMessage({ language: undefined })), 'invalid_config', 1003],
      ['a delay out of range', (client) => client.send(startMessage({ max_delay: 0.1 })), 'invalid_config', 1003],
      [
        'an unknown encoding',
        (client) => client.send(startMessage({}, { ...RAW, encoding: 'opus' })),
        'invalid_audio_type',
        1003,
      ],
      [
        'a rate out of range',
        (client) => client.send(startMessage({}, { ...RAW, sample_rate: 4000 })),
        'invalid_audio_type',
        1003,
      ],
      [
        'a second StartRecognition',
        (client) => {
          client.send(startMessage());
          client.send(startMessage());
        },
        'protocol_error',
        1003,
      ],
      [
        'a file that is no WAV',
        (client) => {
          client.send(startMessage({}, { type: 'file' }));
          void client.wait('RecognitionStarted').then(() => client.sendAudio(Buffer.from('no audio at all')));
        },
        'job_error',
        4013,
      ],
    ];
    for (const [title, say, type, code] of refusals) {
      it(title, async () => {
        const client = await connect();
        say(client);
        const error = await client.wait('Error');
        assert.equal(error.type, type);
        assert.ok(error.reason.length > 10);
        assert.deepEqual(await client.closed, { code, reason: type });
      });
    }
  });

  it('refuses audio before RecognitionStarted', async () => {
    await server.close();
    await serve({ open: () => new Promise(() => {}), close: () => Promise.resolve() });
    const client = await connect();
    client.send(startMessage());
    client.sendAudio(AUDIO);
    assert.equal((await client.wait('Error')).type, 'protocol_error');
  });

  it('reports an engine that fails as job_error', async () => {
    await server.close();
    await serve({ open: () => Promise.reject(new Error('no memory')), close: () => Promise.resolve() });
    const client = await connect();
    client.send(startMessage());
    assert.match((await client.wait('Error')).reason, /no memory/);
    assert.equal((await client.closed).code, 4013);
  });

  it('accepts the paths in use, and no others', async () => {
    for (const path of ['', '/', '/en', '/en?sm-sdk=test&jwt=']) (await connect(path)).close();
    await assert.rejects(RawClient.connect(server.url.replace('/v2', '/v1')), /404/);
  });

  it('refuses web pages', async () => {
    await assert.rejects(RawClient.connect(server.url, { Origin: 'https://example.org' }), /403/);
  });

  it('tells its sessions when it shuts down', async () => {
    const client = await started();
    const closing = server.close();
    assert.equal((await client.wait('Error')).type, 'job_error');
    await closing;
    await serve();
  });
});
