import assert from 'node:assert/strict';
import { hooks } from '@node-red/util';
import fc from 'fast-check';
import helper = require('node-red-node-test-helper');
import appliance = require('../../nodes/appliance');
import transcribe = require('../../nodes/transcribe');
import { SpeechApiServer } from '../../nodes/lib/built-in/server/speech-api-server';
import { Collector, type Message } from '../support/flow';
import { HOSTILE, hostileValue } from '../support/hostile-values';
import { ScriptedRecogniser } from '../support/scripted-recogniser';
import { AUDIO, WORDS } from '../support/speech-api';
import { wavFile } from '../../dev/wav-file';

/** Transcripts go to two nodes, so that Node-RED copies them; a Complete and a Catch node make it copy what came in. */
function flow(url: string): object[] {
  const place = { z: 'tab', x: 1, y: 1 };
  const outputs = ['transcripts', 'again', 'events', 'errors', 'completed'];
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'appliance', type: 'speechmatics-appliance', name: '', server: 'url', url, tls: '', headers: '' },
    {
      ...place,
      id: 'transcribe',
      type: 'speechmatics-transcribe',
      appliance: 'appliance',
      transcription_config: { language: 'en', enable_partials: true },
      streams: 'anything.source',
      idle: 10,
      queue: 60,
      wires: [['transcripts', 'again'], ['events']],
    },
    { ...place, id: 'catch', type: 'catch', scope: ['transcribe'], wires: [['errors']] },
    { ...place, id: 'complete', type: 'complete', scope: ['transcribe'], wires: [['completed']] },
    ...outputs.map((id) => ({ ...place, id, type: 'helper' })),
  ];
}

const usual = fc.constantFrom<object>(
  { payload: AUDIO.subarray(0, 3200) },
  { payload: wavFile(AUDIO) },
  { payload: AUDIO, complete: true },
  ...['start', 'finish', 'cancel', 'mute', 'unmute', 'metrics'].map((action) => ({ action })),
);
const names = ['payload', 'action', 'parts', 'topic', 'type', 'anything', 'rate', 'req', 'audio_format'];
/** Node-RED itself needs 5 s until it gives up to copy it. */
const SLOW = 'endless';
const value = hostileValue().filter(({ name }) => name !== SLOW);
const messages = fc.tuple(usual, fc.dictionary(fc.constantFrom(...names), value, { minKeys: 1, maxKeys: 2 }));

describe('speechmatics-transcribe, whatever its messages hold,', () => {
  let server: SpeechApiServer;
  /** How often Node-RED was told that a message is done with. */
  const done = new Map<unknown, number>();
  const loose: unknown[] = [];
  const note = (error: unknown): void => {
    loose.push(error);
  };

  before(() => {
    helper.init(require.resolve('node-red'));
  });
  beforeEach(async () => {
    server = await SpeechApiServer.listen(new ScriptedRecogniser(WORDS));
    process.on('unhandledRejection', note);
    process.prependListener('uncaughtException', note);
    hooks.add('onComplete.hostile', ({ msg }: { msg: unknown }) => {
      done.set(msg, (done.get(msg) ?? 0) + 1);
    });
  });
  afterEach(async () => {
    hooks.remove('*.hostile');
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
    await helper.getNode('transcribe').close(true);
    await helper.unload();
    await server.close();
  });

  function send(message: object): object {
    helper.getNode('transcribe').receive(message as Message);
    return message;
  }

  it('throws nothing, is done once with each, and transcribes the next recording', async function () {
    this.timeout(60_000);
    await helper.load([appliance, transcribe], flow(server.url) as never);
    const [transcripts, completed] = [new Collector('transcripts'), new Collector('completed')];
    const sent: object[] = [];
    const samples = fc.sample(messages, 150);
    for (const [index, [fields, odd]] of samples.entries()) {
      const values = Object.entries(odd).map(([name, { make }]) => [name, make()] as const);
      // Node-RED itself reads the id.
      sent.push(send({ ...fields, ...Object.fromEntries(values), _msgid: `${index}` }));
      if (index % 10 === 0) await new Promise(setImmediate);
    }
    for (const name of Object.keys(HOSTILE).filter((known) => known !== SLOW)) {
      for (const fields of [{ action: 'metrics' }, { payload: wavFile(AUDIO) }]) {
        sent.push(send({ ...fields, anything: HOSTILE[name]!(), _msgid: name }));
      }
    }
    for (const action of ['unmute', 'cancel']) sent.push(send({ action, anything: HOSTILE.deep!(), _msgid: action }));
    sent.push(send({ payload: wavFile(AUDIO), topic: 'good', _msgid: 'good' }));
    await completed.find(({ topic }) => topic === 'good');
    const final = await transcripts.find(({ topic, partial }) => topic === 'good' && partial === false);
    assert.equal(final.payload, 'one two three');
    await new Promise(setImmediate);
    assert.deepEqual(
      sent.filter((message) => done.get(message) !== 1),
      [],
    );
    assert.deepEqual(loose, []);
  });

  it('tells a Catch node with a message of its own what Node-RED can not copy', async () => {
    await helper.load([appliance, transcribe], flow(server.url) as never);
    const errors = new Collector('errors');
    const code = (message: Message): unknown => (message.error as { code?: unknown } | undefined)?.code;
    send({ payload: AUDIO, anything: HOSTILE.deep!(), _msgid: 'a' });
    const refused = await errors.find((message) => code(message) === 'uncopyable_property');
    assert.match((refused.error as { message: string }).message, /msg\.anything can't be copied/);
    send({ action: 'finish', anything: HOSTILE.proxy!(), _msgid: 'b' });
    await errors.find((message) => code(message) === 'uncopyable_message');
    assert.deepEqual(loose, []);
  });
});
