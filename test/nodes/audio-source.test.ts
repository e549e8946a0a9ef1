import assert from 'node:assert/strict';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import helper = require('node-red-node-test-helper');
import audioSource = require('../../nodes/audio-source');
import { Collector, type Message } from '../support/flow';
import { requireProgram } from '../../dev/programs';
import { temporaryFolder } from '../../dev/temporary-folder';

const place = { z: 'tab', x: 1, y: 1 };
const RECORDINGS = join(__dirname, '../recordings');
const WAV = join(RECORDINGS, 'cards-1.wav');
const FORMAT = { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 };

function flow(settings: object): object[] {
  const wires = [['audio'], ['events']];
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { ...place, id: 'source', type: 'speechmatics-audio-source', wires, start: 'message', pace: 'fast', ...settings },
    { ...place, id: 'catch', type: 'catch', scope: null, wires: [['errors']] },
    { ...place, id: 'complete', type: 'complete', scope: ['source'], wires: [['completed']] },
    { ...place, id: 'status', type: 'status', scope: null, wires: [['statuses']] },
    ...['audio', 'events', 'errors', 'completed', 'statuses'].map((id) => ({ ...place, id, type: 'helper' })),
  ];
}

describe('speechmatics-audio-source', () => {
  const folder = temporaryFolder();

  before(() => {
    helper.init(require.resolve('node-red'));
  });
  afterEach(() => helper.unload());
  after(() => folder.remove());

  interface Collectors {
    audio: Collector;
    events: Collector;
    errors: Collector;
    statuses: Collector;
  }

  async function load(settings: object, credentials: object = {}): Promise<Collectors> {
    await helper.load([audioSource], flow(settings) as never, { source: credentials });
    const [audio, events, errors, statuses] = ['audio', 'events', 'errors', 'statuses'].map((id) => new Collector(id));
    return { audio: audio!, events: events!, errors: errors!, statuses: statuses! };
  }

  const input = (message: object = {}): void => helper.getNode('source').receive(message as Message);
  const ended = ({ events }: Collectors): Promise<Message> => events.find(({ event }) => event === 'ended');
  const codeOf = ({ error }: Message): unknown => (error as { code?: unknown }).code;

  it('sends a file in packets that the transcribe node understands, and an end', async function () {
    requireProgram(this, 'ffmpeg');
    const collectors = await load({ source: 'file', path: WAV, start: 'deploy', topic: 'studio' });
    assert.deepEqual((await ended(collectors)).payload, { reason: 'completed', seconds: 1.1 });
    const [first, ...others] = collectors.audio.messages;
    assert.deepEqual([first!.topic, first!.audio_format, (first!.payload as Buffer).length], ['studio', FORMAT, 3200]);
    const last = others.at(-1)!;
    assert.deepEqual([last.complete, (last.payload as Buffer).length, last.topic], [true, 0, 'studio']);
    const started = await collectors.events.find(({ event }) => event === 'started');
    assert.deepEqual(started.payload, {
      codec: 'pcm_s16le',
      sample_rate: 16000,
      channels: 'mono',
      duration: (started.payload as { duration: number }).duration,
      engine: 'ffmpeg',
    });
    const shown = collectors.statuses.messages.map(({ status }) => (status as { state: string }).state);
    assert.equal(shown[0], 'starting');
    await collectors.statuses.find(({ status }) => (status as { state: string }).state === 'ended');
  });

  it('starts with a message, and takes the topic from it', async function () {
    requireProgram(this, 'ffmpeg');
    const collectors = await load({ source: 'file', path: WAV });
    const idle = await collectors.statuses.find(() => true);
    assert.equal((idle.status as { state: string }).state, 'idle');
    input({ topic: 'kitchen' });
    await ended(collectors);
    assert.ok(collectors.audio.messages.every(({ topic }) => topic === 'kitchen'));
  });

  it('plays the files of its folder that messages name, one after the other, and no others', async function () {
    requireProgram(this, 'ffmpeg');
    for (const name of ['one.wav', 'two.wav']) copyFileSync(WAV, join(folder.path, name));
    const collectors = await load({ source: 'file', path: folder.path });
    input({ filename: 'one.wav' });
    input({ filename: join(folder.path, 'two.wav') });
    input({ filename: '../../etc/passwd' });
    input({ filename: WAV });
    const errors = await collectors.errors.count(2);
    assert.deepEqual(errors.map(codeOf), ['file_not_allowed', 'file_not_allowed']);
    await collectors.events.find(
      () => collectors.events.messages.filter(({ event }) => event === 'ended').length === 2,
    );
    assert.equal(collectors.audio.messages.filter(({ complete }) => complete).length, 2);
  });

  it('takes another source from a message, but neither arguments nor files', async () => {
    const collectors = await load({ source: 'url', url: 'http://127.0.0.1:1/' });
    input({ source: { source: 'ffmpeg', arguments: ['-i', '/etc/passwd'] } });
    input({ source: { source: 'file', path: '/etc/passwd' } });
    input({ source: '/etc/passwd' });
    input({ source: 'concat:/etc/passwd' });
    input({ source: { source: 'udp', sdp: 'v=0' } });
    input({ filename: '/etc/passwd' });
    input({ action: 'explode' });
    const errors = await collectors.errors.count(7);
    assert.deepEqual(errors.map(codeOf), [
      'source_not_allowed',
      'file_not_allowed',
      ...['source_not_allowed', 'source_not_allowed', 'source_not_allowed'],
      ...['file_not_allowed', 'unknown_action'],
    ]);
  });

  it('runs no command and writes no file that a message gives for a microphone', async () => {
    const trace = join(folder.path, 'trace');
    const { errors } = await load({});
    for (const device of [`tee:null,'|touch ${trace}',raw`, `file:${trace},raw`]) {
      input({ source: { source: 'microphone', system: 'alsa', device } });
    }
    await errors.find(() => errors.messages.length === 2);
    assert.deepEqual(errors.messages.map(codeOf), ['invalid_setting', 'invalid_setting']);
    assert.ok(!existsSync(trace));
  });

  it('says what is wrong with its settings', async () => {
    const wrong: [object, string][] = [
      [{ source: 'url', url: 'file:///etc/passwd' }, 'invalid_url'],
      [{ source: 'rtsp', url: 'http://a/' }, 'invalid_url'],
      [{ source: 'file', path: '' }, 'no_file'],
      [{ source: 'file', path: '/no/such/file.wav' }, 'file_not_found'],
      [{ source: 'ffmpeg', arguments: '-f\nlavfi' }, 'invalid_setting'],
      [{ source: 'gramophone' }, 'invalid_setting'],
      [{ source: 'file', path: '${NOT_SET_ANYWHERE}' }, 'unset_variable'],
      [{ source: 'file', path: WAV, ffmpeg: '/no/such/ffmpeg' }, 'ffmpeg_missing'],
    ];
    for (const [settings, code] of wrong) {
      const { errors, statuses } = await load(settings);
      input();
      assert.equal(codeOf((await errors.count(1))[0]!), code, JSON.stringify(settings));
      await statuses.find(({ status }) => (status as { code?: string }).code === code);
      await helper.unload();
    }
  });

  it('shows a password nowhere', async function () {
    requireProgram(this, 'ffmpeg');
    const collectors = await load(
      { source: 'rtsp', url: 'rtsp://127.0.0.1:1/stream?key=secret-key' },
      { user: 'admin', password: 'secret-password' },
    );
    input();
    await collectors.errors.count(1);
    await collectors.events.find(({ event }) => event === 'lost');
    input({ action: 'stop' });
    await ended(collectors);
    const told = Object.values(collectors as unknown as Record<string, Collector>).flatMap(({ messages }) =>
      messages.map((message) => JSON.stringify([message, (message.error as Error | undefined)?.message])),
    );
    assert.ok(told.length > 3);
    for (const text of told) assert.ok(!/secret/.test(text), text);
  });

  it('lists devices, and tries a source, for those who may', async function () {
    requireProgram(this, 'ffmpeg');
    await load({ source: 'file', path: WAV });
    const listed = (await helper.request().get('/speechmatics-audio-source/devices?system=alsa')).body as object;
    assert.ok('devices' in listed || 'reason' in listed);
    const heard = await helper.request().post('/speechmatics-audio-source/try').send({ source: 'file', path: WAV });
    const { code, level, found } = heard.body as { code: string; level: string; found: { codec: string } };
    assert.deepEqual([code, level, found.codec], ['completed', 'good', 'pcm_s16le']);
    const failed = await helper
      .request()
      .post('/speechmatics-audio-source/try')
      .send({ source: 'file', path: '/none' });
    assert.equal((failed.body as { code: string }).code, 'file_not_found');
    const form = await helper.request().post('/speechmatics-audio-source/try').type('form').send({ source: 'file' });
    assert.equal(form.status, 415);
  });
});
