import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import helper = require('node-red-node-test-helper');
import appliance = require('../../nodes/appliance');
import { newSharing } from '../../nodes/lib/appliance/appliance-sharing';
import { defaultAppliance } from '../../nodes/lib/appliance/default-appliance';
import { systemClock } from '../../nodes/lib/time/clock';
import transcribe = require('../../nodes/transcribe');
import { SpeechApiServer } from '../../nodes/lib/built-in/server/speech-api-server';
import { Collector, type Message } from '../support/flow';
import { ScriptedRecogniser } from '../support/scripted-recogniser';
import { AUDIO, WORDS } from '../support/speech-api';
import { wavFile } from '../../dev/wav-file';

interface Collectors {
  transcripts: Collector;
  events: Collector;
  errors: Collector;
  completed: Collector;
  statuses: Collector;
}

function flow(transcribeSettings: object, applianceSettings: object): object[] {
  const place = { z: 'tab', x: 1, y: 1 };
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    {
      id: 'appliance',
      type: 'speechmatics-appliance',
      name: '',
      server: 'url',
      tls: '',
      headers: '',
      ...applianceSettings,
    },
    {
      ...place,
      id: 'transcribe',
      type: 'speechmatics-transcribe',
      appliance: 'appliance',
      transcription_config: { language: 'en' },
      translation_config: null,
      audio_events_config: null,
      audio_format: { type: 'auto' },
      idle: 10,
      queue: 60,
      drop: 'oldest',
      wires: [['transcripts'], ['events']],
      ...transcribeSettings,
    },
    { ...place, id: 'catch', type: 'catch', scope: ['transcribe'], wires: [['errors']] },
    { ...place, id: 'complete', type: 'complete', scope: ['transcribe'], wires: [['completed']] },
    { ...place, id: 'status', type: 'status', scope: ['transcribe'], wires: [['statuses']] },
    ...['transcripts', 'events', 'errors', 'completed', 'statuses'].map((id) => ({ ...place, id, type: 'helper' })),
  ];
}

function send(message: object): void {
  helper.getNode('transcribe').receive(message as Message);
}

const code = (message: Message): unknown => (message.error as { code?: unknown } | undefined)?.code;
const statusCode = (message: Message): unknown => (message.status as { code?: unknown }).code;
const statusState = (message: Message): unknown => (message.status as { state?: unknown }).state;

describe('speechmatics-transcribe', () => {
  let server: SpeechApiServer;

  before(() => {
    helper.init(require.resolve('node-red'));
  });
  beforeEach(async () => {
    server = await SpeechApiServer.listen(new ScriptedRecogniser(WORDS));
  });
  afterEach(async () => {
    // Removed, not stopped: the next node has the same id, and would go on with what this one left.
    await helper.getNode('transcribe').close(true);
    await helper.unload();
    await server.close();
  });

  async function load(
    settings: object = {},
    applianceSettings: object = { url: server.url },
    credentials: object = {},
  ): Promise<Collectors> {
    await helper.load([appliance, transcribe], flow(settings, applianceSettings) as never, credentials);
    return {
      transcripts: new Collector('transcripts'),
      events: new Collector('events'),
      errors: new Collector('errors'),
      completed: new Collector('completed'),
      statuses: new Collector('statuses'),
    };
  }

  it('uses the default appliance if none is chosen', async () => {
    const { url } = server;
    // In place of the one that the appliance's node type provides: it has no recogniser to load.
    const provide = (): void =>
      defaultAppliance.provide(() => ({
        use: () => ({ ...newSharing(systemClock), endpoint: () => Promise.resolve({ url }), release: () => {} }),
      }));
    await helper.load([appliance, provide, transcribe], flow({ appliance: '' }, {}) as never);
    const transcripts = new Collector('transcripts');
    send({ payload: wavFile(AUDIO) });
    assert.match(String((await transcripts.find(({ partial }) => partial === false)).payload), /one/);
  });

  it('turns raw audio into transcripts with their place on the stream', async () => {
    const { transcripts, events } = await load();
    send({ payload: AUDIO, topic: 'kitchen', chatId: 7, rate: '16000' });
    send({ action: 'finish' });
    await events.find(({ event }) => event === 'end_of_transcript');
    assert.equal(transcripts.messages.map(({ payload }) => payload).join(' '), 'one two three');
    const [message] = transcripts.messages;
    assert.ok(message);
    const { payload, partial, topic, chatId, rate, speechmatics } = message;
    assert.deepEqual(
      { payload, partial, topic, chatId, rate, speechmatics },
      {
        payload: 'one two three',
        partial: false,
        topic: 'kitchen',
        chatId: 7,
        rate: undefined,
        speechmatics: undefined,
      },
    );
    const transcript = message.transcript as Record<string, unknown> & { results: object[] };
    assert.equal(transcript.start_time, 0.2);
    assert.equal(transcript.end_time, 2.2);
    assert.equal(transcript.delimiter, ' ');
    assert.equal(transcript.direction, 'left-to-right');
    assert.equal(transcript.language, 'en');
    assert.equal(transcript.speaker, 'UU');
    assert.ok(Math.abs((transcript.time as number) - Date.now()) < 60000);
    assert.ok((transcript.latency as number) >= 0);
    assert.deepEqual(transcript.results[0], {
      type: 'word',
      content: 'one',
      confidence: 1,
      language: 'en',
      speaker: 'UU',
      start_time: 0.2,
      end_time: 0.5,
    });
  });

  it('sends partials with the id of the final that they become, and takes back one that is void', async () => {
    const { transcripts, events } = await load({ transcription_config: { language: 'en', enable_partials: true } });
    send({ payload: AUDIO });
    await transcripts.find(({ payload }) => payload === 'one two three');
    send({ action: 'finish' });
    await events.find(({ event }) => event === 'end_of_transcript');
    const ids = new Set(transcripts.messages.map(({ transcript }) => (transcript as { id: string }).id));
    assert.equal(ids.size, 1);
    assert.ok(transcripts.messages.slice(0, -1).every(({ partial }) => partial === true));

    transcripts.messages.length = 0;
    send({ payload: AUDIO.subarray(0, 20000) });
    await transcripts.find(({ payload }) => payload === 'one');
    send({ action: 'cancel' });
    const { partial } = await transcripts.find(({ payload }) => payload === '');
    assert.equal(partial, true);
  });

  it('reports events on the second output, with stream and topic', async () => {
    const { events } = await load({
      transcription_config: { language: 'en', conversation_config: { end_of_utterance_silence_trigger: 0.5 } },
    });
    send({ payload: AUDIO, topic: 'kitchen' });
    const { payload, topic, stream } = await events.find(({ event }) => event === 'end_of_utterance');
    assert.deepEqual(payload, { metadata: { start_time: 0.9, end_time: 0.9 } });
    assert.equal(topic, 'kitchen');
    assert.equal(typeof stream, 'string');
    const started = await events.find(({ event }) => event === 'recognition_started');
    assert.equal(started.stream, stream);
  });

  it('takes a WAV file, whole or in pieces, as one recording that is done with its last word', async () => {
    const { transcripts, completed } = await load();
    send({ payload: wavFile(AUDIO), filename: 'whole.wav', req: { id: 1 } });
    await completed.count(1);
    assert.equal(transcripts.messages.map(({ payload }) => payload).join(' '), 'one two three');

    const file = wavFile(AUDIO);
    for (let at = 0; at < file.length; at += 5000) send({ payload: file.subarray(at, at + 5000) });
    await completed.count(1 + Math.ceil(file.length / 5000));
    assert.equal(transcripts.messages.map(({ payload }) => payload).join(' '), 'one two three one two three');
  });

  it('starts the times of a new stream at zero and gives it a new name', async () => {
    const { transcripts, completed } = await load();
    send({ payload: wavFile(AUDIO), topic: 'a' });
    send({ payload: wavFile(AUDIO), topic: 'b' });
    await completed.count(2);
    const [first, second] = transcripts.messages as (Message & {
      transcript: { stream: string; start_time: number };
    })[];
    assert.ok(first && second);
    assert.notEqual(first.transcript.stream, second.transcript.stream);
    assert.deepEqual([first.topic, second.topic], ['a', 'b']);
    assert.equal(second.transcript.start_time, first.transcript.start_time);
  });

  it('is done with live audio when it was handed over, and with finish when the last word is out', async () => {
    const { completed, transcripts } = await load();
    send({ payload: AUDIO, step: 'audio' });
    await completed.find(({ step }) => step === 'audio');
    send({ action: 'finish', step: 'finish' });
    await completed.find(({ step }) => step === 'finish');
    assert.equal(transcripts.messages.length, 1);
  });

  it('keeps apart what the property that is set tells apart', async () => {
    const { transcripts } = await load({ streams: 'req.room', idle: 0 });
    for (const room of [1, 2]) send({ payload: AUDIO, topic: `room ${room}`, req: { room } });
    for (const room of [1, 2]) send({ action: 'finish', req: { room } });
    await transcripts.find(({ topic }) => topic === 'room 1');
    await transcripts.find(({ topic }) => topic === 'room 2');
    const streams = new Set(transcripts.messages.map(({ transcript }) => (transcript as { stream: string }).stream));
    assert.equal(streams.size, 2);
  });

  it('takes an action for all sources if its message does not tell one', async () => {
    for (const [streams, said, action] of [
      ['req.room', { req: { room: 1 } }, {}],
      ['topic', { topic: 'hall' }, { topic: '' }],
    ] as const) {
      const { transcripts } = await load({ streams, idle: 0 });
      send({ payload: AUDIO, ...said });
      send({ action: 'finish', ...action });
      await transcripts.find(({ partial }) => partial === false);
      await helper.getNode('transcribe').close(true);
      await helper.unload();
    }
    await load();
  });

  it('finishes a stream on which no audio comes', async () => {
    const { events } = await load({ idle: 0.05 });
    send({ payload: AUDIO });
    await events.find(({ event }) => event === 'end_of_transcript');
  });

  it('lets a message lay its settings over those of the node, for one stream', async () => {
    const { transcripts, completed } = await load({ rawMessages: true });
    send({ payload: wavFile(AUDIO), transcription_config: { enable_partials: true } });
    await completed.count(1);
    assert.ok(transcripts.messages.some(({ partial }) => partial === true));
    assert.equal((transcripts.messages[0]?.speechmatics as { message: string }).message, 'AddPartialTranscript');
    const before = transcripts.messages.length;
    send({ payload: wavFile(AUDIO) });
    await completed.count(2);
    assert.ok(transcripts.messages.slice(before).every(({ partial }) => partial === false));
  });

  it('reads numbers and flags that environment variables made text', async () => {
    const { transcripts, completed } = await load({
      transcription_config: { language: 'en', enable_partials: 'true', max_delay: '2.5' },
      idle: '10',
      queue: '60',
    });
    send({ payload: wavFile(AUDIO) });
    await completed.count(1);
    assert.ok(transcripts.messages.some(({ partial }) => partial === true));
  });

  it('shows its states, on change only', async () => {
    const { statuses, completed } = await load();
    await statuses.find((message) => statusState(message) === 'ready');
    send({ payload: wavFile(AUDIO) });
    await completed.count(1);
    const { status } = await statuses.find((message) => statusState(message) === 'ended');
    assert.equal(
      (status as { text: string }).text,
      'node-red-contrib-speechmatics/speechmatics-transcribe:status.ended',
    );
  });

  it('shows the running text as status, if asked', async () => {
    const { statuses } = await load({ showText: true });
    send({ payload: wavFile(AUDIO) });
    await statuses.find(({ status }) => (status as { text: string }).text === 'one two three');
  });

  describe('bad input and bad surroundings reach the Catch node with a code, and the status,', () => {
    async function expectError(collectors: Collectors, expected: string, message: object = { payload: AUDIO }) {
      send(message);
      const caught = await collectors.errors.find((error) => code(error) === expected);
      await collectors.statuses.find((status) => statusCode(status) === expected);
      const { status } = await collectors.statuses.find((candidate) => statusCode(candidate) === expected);
      assert.ok(['red', 'yellow'].includes((status as { fill: string }).fill));
      return caught;
    }

    it('an appliance that is gone', async () => {
      const collectors = await load({ appliance: 'gone' });
      await collectors.statuses.find((status) => statusCode(status) === 'no_appliance');
      await expectError(collectors, 'no_appliance');
    });

    it('requests, each of them', async () => {
      const request = { req: {}, res: {} };
      const broken = await load({ streams: 'a b' });
      for (let times = 0; times < 3; times += 1) send({ payload: AUDIO, ...request });
      await broken.errors.count(3);
      await helper.unload();
      const sound = await load();
      for (let times = 0; times < 3; times += 1) send({ payload: 'hello', ...request });
      await sound.errors.count(3);
    });

    it('text instead of audio', async () => {
      const collectors = await load();
      const caught = await expectError(collectors, 'text_not_audio', { payload: 'hello', topic: 'kitchen' });
      assert.equal(caught.topic, 'kitchen');
      // A live source that goes on like this is told once.
      send({ payload: 'hello' });
      send({ payload: wavFile(AUDIO) });
      await collectors.completed.count(2);
      assert.equal(collectors.errors.messages.length, 1);
    });

    it('an appliance that refuses connections', async () => {
      const unused = createServer().listen(0, '127.0.0.1');
      await once(unused, 'listening');
      const { port } = unused.address() as AddressInfo;
      unused.close();
      await once(unused, 'close');
      const collectors = await load({}, { url: `ws://127.0.0.1:${port}/v2` });
      await expectError(collectors, 'connection_refused');
    });

    it('a recording that can not be sent is not done', async () => {
      const collectors = await load({}, { url: server.url.replace('/v2', '/v1') });
      const caught = await expectError(collectors, 'wrong_path', { payload: wavFile(AUDIO), filename: 'a.wav' });
      assert.equal(caught.filename, 'a.wav');
      assert.equal(collectors.completed.messages.length, 0);
    });

    it('a wrong path', async () => {
      await expectError(await load({}, { url: server.url.replace('/v2', '/v1') }), 'wrong_path');
    });

    it('an address that is none', async () => {
      await expectError(await load({}, { url: 'http://127.0.0.1/v2' }), 'invalid_url');
      await helper.unload();
      await expectError(await load({}, { url: '' }), 'invalid_url');
    });

    it('a property for streams that is none', async () => {
      const { errors } = await load({ streams: 'topic[' });
      send({ payload: AUDIO });
      assert.equal(code(await errors.find(() => true)), 'invalid_setting');
    });

    it('an environment variable that is not set', async () => {
      await expectError(await load({}, { url: '${NOT_SET_ANYWHERE}' }), 'unset_variable');
      await helper.unload();
      await expectError(
        await load({ transcription_config: { language: 'en', max_delay: '${NOT_SET_ANYWHERE}' } }),
        'unset_variable',
      );
    });

    it('a language that the appliance does not have', async () => {
      const collectors = await load({ transcription_config: { language: 'tlh' } });
      await expectError(collectors, 'invalid_model');
    });

    it('a setting that the appliance refuses', async () => {
      await expectError(await load({ transcription_config: { language: 'en', max_delay: 900 } }), 'invalid_config');
    });

    it('a token that is missing or wrong', async () => {
      const guarded = createHttpServer((_request, response) => response.writeHead(401).end());
      guarded.listen(0, '127.0.0.1');
      await once(guarded, 'listening');
      const { port } = guarded.address() as AddressInfo;
      const collectors = await load(
        {},
        { url: `ws://127.0.0.1:${port}/v2` },
        { appliance: { token: 'a-secret-token' } },
      );
      const caught = await expectError(collectors, 'not_authorised');
      assert.equal(JSON.stringify(caught).includes('a-secret-token'), false);
      guarded.close();
    });

    it('a session that is lost', async () => {
      const collectors = await load();
      send({ payload: AUDIO.subarray(0, 32000) });
      await collectors.events.find(({ event }) => event === 'recognition_started');
      await server.close();
      const caught = await collectors.errors.count(1);
      assert.equal(code(caught[0]!), 'job_error');
      await collectors.statuses.find((status) => statusCode(status) === 'job_error');
    });

    it('a TLS configuration that is missing', async () => {
      await expectError(await load({}, { url: server.url, tls: 'gone' }), 'tls_missing');
    });
  });

  it('gives every message its own properties', async () => {
    const { transcripts, events } = await load({ transcription_config: { language: 'en', enable_partials: true } });
    const ids: string[] = [];
    helper.getNode('transcripts').on('input', (message) => {
      const { _session } = message as Message & { _session: { id: string } };
      ids.push(_session.id);
      _session.id = 'changed by a receiver';
    });
    send({ payload: wavFile(AUDIO), _session: { type: 'tcp', id: 'client' } });
    await events.find(({ event }) => event === 'end_of_transcript');
    await transcripts.find(({ partial }) => partial === false);
    assert.deepEqual([...new Set(ids)], ['client']);
  });
});
