import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import helper = require('node-red-node-test-helper');
import appliance = require('../../nodes/appliance');
import transcribe = require('../../nodes/transcribe');
import { redactor } from '../../nodes/lib/speech-api/redact';
import type { ApplianceLease, ApplianceProvider } from '../../nodes/lib/appliance/appliance';
import { Collector, type Message } from '../support/flow';
import { readPcm, recordingNamed } from '../../dev/recordings';
import { wordErrorRate } from '../../dev/word-error-rate';

const place = { z: 'tab', x: 1, y: 1 };

/** A flow with an appliance and one user of it. */
function flow(settings: object): object[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'appliance', type: 'speechmatics-appliance', name: '', ...settings },
    {
      ...place,
      id: 'transcribe',
      type: 'speechmatics-transcribe',
      appliance: 'appliance',
      transcription_config: { language: 'en' },
      // A recogniser may start for longer than a stream may be idle.
      idle: 0,
      wires: [['transcripts'], ['events']],
    },
    { ...place, id: 'catch', type: 'catch', scope: null, wires: [['errors']] },
    ...['transcripts', 'events', 'errors'].map((id) => ({ ...place, id, type: 'helper' })),
  ];
}

describe('speechmatics-appliance', () => {
  const leases: ApplianceLease[] = [];

  before(() => {
    helper.init(require.resolve('node-red'));
  });
  afterEach(async () => {
    for (const lease of leases.splice(0)) lease.release();
    await helper.unload();
  });

  async function load(settings: object, credentials: object = {}): Promise<void> {
    await helper.load([appliance, transcribe], flow(settings) as never, { appliance: credentials });
  }

  function use(): ApplianceLease {
    const lease = (helper.getNode('appliance') as unknown as ApplianceProvider).use();
    leases.push(lease);
    return lease;
  }

  describe('with the built-in appliance', () => {
    async function maxSessions(stored: unknown): Promise<unknown> {
      await load({ server: 'built-in', sessions: stored });
      const { url } = await use().endpoint();
      const response = await fetch(url.replace('ws:', 'http:').replace('/v2', '/session_status'));
      return ((await response.json()) as { max_sessions: unknown }).max_sessions;
    }

    it('takes the WebM of browsers, which other servers do not', async () => {
      await load({ server: 'built-in' });
      assert.deepEqual(use().takes, ['webm']);
      await helper.unload();
      await load({ server: 'url', url: 'ws://127.0.0.1:9/v2' });
      assert.equal(use().takes, undefined);
    });

    it('has two sessions at once, or as many as are set', async () => {
      assert.equal(await maxSessions(''), 2);
      await helper.unload();
      assert.equal(await maxSessions(5), 5);
    });

    it('takes the number of sessions from an environment variable', async () => {
      process.env.SPEECHMATICS_TEST_SESSIONS = '3';
      try {
        assert.equal(await maxSessions('${SPEECHMATICS_TEST_SESSIONS}'), 3);
      } finally {
        delete process.env.SPEECHMATICS_TEST_SESSIONS;
      }
    });

    it('refuses a number of sessions that is none', async () => {
      for (const sessions of [0, 1001, '2.5', 'many']) {
        await load({ server: 'built-in', sessions });
        assert.throws(use, { code: 'invalid_setting', message: /"sessions" must be a/ });
        await helper.unload();
      }
    });

    it('names the environment variable that is not set', async () => {
      await load({ server: 'built-in', sessions: '${NOT_SET_ANYWHERE}' });
      const errors = new Collector('errors');
      helper.getNode('transcribe').receive({ payload: Buffer.alloc(3200) });
      const [{ error } = {}] = await errors.count(1);
      const { code, message } = error as { code: string; message: string };
      assert.equal(code, 'unset_variable');
      assert.match(message, /NOT_SET_ANYWHERE.*sessions.*Set it/);
    });

    it('survives a crash of its process with one error and a reconnect, and leaves no process behind', async () => {
      const processes: ChildProcess[] = [];
      const note = (started: unknown): void => {
        processes.push((started as { process: ChildProcess }).process);
      };
      subscribe('child_process', note);
      try {
        await load({ server: 'built-in' });
        const transcripts = new Collector('transcripts');
        const events = new Collector('events');
        const errors = new Collector('errors');
        const send = (message: object): void => helper.getNode('transcribe').receive(message as Message);

        send({ payload: readPcm(recordingNamed('cards-1')) });
        await events.find(({ event }) => event === 'recognition_started');
        const [first] = processes;
        assert.ok(first);
        const died = once(first, 'exit');
        first.kill('SIGKILL');
        await died;

        const recording = recordingNamed('austen-0880');
        send({ payload: readPcm(recording) });
        send({ action: 'finish' });
        await events.find(({ event }) => event === 'end_of_transcript');
        const words = transcripts.messages.map(({ payload }) => payload).join(' ');
        const said = `${recordingNamed('cards-1').text} ${recording.text}`;
        assert.ok(wordErrorRate(said, words) <= 0.3, words);
        assert.equal(errors.messages.length, 1, JSON.stringify(errors.messages));
        assert.equal(processes.length, 2);

        const [, second] = processes;
        const ended = once(second!, 'exit');
        await helper.unload();
        await ended;
      } finally {
        unsubscribe('child_process', note);
      }
    }).timeout(120_000);
  });

  describe('with a server by address', () => {
    async function headers(stored: unknown): Promise<unknown> {
      await load({ server: 'url', url: 'wss://appliance.local/v2', headers: stored });
      const endpoint = (await use().endpoint()) as { headers?: unknown };
      return endpoint.headers;
    }

    it('sends the headers that are set', async () => {
      assert.equal(await headers(''), undefined);
      await helper.unload();
      assert.deepEqual(await headers({ 'X-Site': 'studio 1' }), { 'X-Site': 'studio 1' });
    });

    it('sends those that are secret too, and hides them where a server repeats them', async () => {
      const settings = { server: 'url', url: 'wss://appliance.local/v2', headers: { 'X-Site': 'studio 1' } };
      await load(settings, { secretHeaders: '{"X-Key": "hidden key"}' });
      const endpoint = await use().endpoint();
      assert.deepEqual(endpoint.headers, { 'X-Site': 'studio 1', 'X-Key': 'hidden key' });
      assert.equal(redactor(endpoint)('I refuse "hidden key".'), 'I refuse "[hidden]".');
      await helper.unload();
      await load(settings, { secretHeaders: 'hidden key' });
      assert.throws(use, { code: 'invalid_setting', message: /^(?!.*hidden key)/ });
    });

    it('takes them as JSON text from an environment variable', async () => {
      process.env.SPEECHMATICS_TEST_HEADERS = '{"X-Site": "studio 1"}';
      try {
        assert.deepEqual(await headers('${SPEECHMATICS_TEST_HEADERS}'), { 'X-Site': 'studio 1' });
      } finally {
        delete process.env.SPEECHMATICS_TEST_HEADERS;
      }
    });
  });
});
