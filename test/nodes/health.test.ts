import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import helper = require('node-red-node-test-helper');
import appliance = require('../../nodes/appliance');
import health = require('../../nodes/health');
import { Collector, type Message } from '../support/flow';
import { APPLIANCE, CONTAINER, type HealthAnswer, HealthServer } from '../support/health-server';

const place = { z: 'tab', x: 1, y: 1 };

function flow(settings: object, applianceSettings: object = {}): object[] {
  const remote = { server: 'url', url: 'ws://127.0.0.1:1/v2', ...applianceSettings };
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'appliance', type: 'speechmatics-appliance', name: '', ...remote },
    { ...place, id: 'health', type: 'speechmatics-health', appliance: 'appliance', wires: [['out']], ...settings },
    { ...place, id: 'catch', type: 'catch', scope: null, wires: [['errors']] },
    { ...place, id: 'complete', type: 'complete', scope: ['health'], wires: [['completed']] },
    { ...place, id: 'status', type: 'status', scope: null, wires: [['statuses']] },
    ...['out', 'errors', 'completed', 'statuses'].map((id) => ({ ...place, id, type: 'helper' })),
  ];
}

describe('speechmatics-health', () => {
  const servers: HealthServer[] = [];

  before(() => {
    helper.init(require.resolve('node-red'));
  });
  afterEach(async () => {
    await helper.unload();
    for (const server of servers.splice(0)) await server.close();
  });

  async function serve(answers: Readonly<Record<string, HealthAnswer>>): Promise<HealthServer> {
    const server = await HealthServer.listen(answers);
    servers.push(server);
    return server;
  }

  async function load(settings: object, applianceSettings?: object, credentials: object = {}): Promise<void> {
    await helper.load([appliance, health], flow(settings, applianceSettings) as never, credentials);
  }

  const ask = (message: object = {}): void => helper.getNode('health').receive(message as Message);

  async function caught(): Promise<{ code?: unknown; message?: unknown }> {
    const errors = new Collector('errors');
    ask();
    const [{ error } = {}] = await errors.count(1);
    return error as { code?: unknown; message?: unknown };
  }

  it('answers any message with what the server says, and keeps its other properties', async () => {
    const server = await serve(CONTAINER);
    await load({ address: server.address() });
    const [out, completed] = [new Collector('out'), new Collector('completed')];
    ask({ payload: 'how are you?', topic: 'studio 1' });
    const [{ payload, ready, topic } = {}] = await out.count(1);
    assert.deepEqual(
      { payload, ready, topic },
      {
        payload: {
          profile: 'container',
          address: server.address(),
          ready: true,
          healthy: true,
          problems: '',
          sessions: 1,
          max_sessions: 3,
        },
        ready: true,
        topic: 'studio 1',
      },
    );
    await completed.count(1);
  });

  it('shows by its status what it was told', async () => {
    const answers = { ...CONTAINER };
    const server = await serve(answers);
    await load({ address: server.address() });
    const [out, statuses] = [new Collector('out'), new Collector('statuses')];
    ask();
    await out.count(1);
    ask();
    await out.count(2);
    answers['/ready'] = { ready: false };
    ask();
    await out.count(3);
    answers['/live'] = { alive: false };
    ask();
    await statuses.count(3);
    const shown = statuses.messages.map(({ status }) => (status as { state: unknown }).state);
    assert.deepEqual(shown, ['ready', 'full', 'unhealthy']);
  });

  it('asks once for messages that come together', async () => {
    const server = await serve(CONTAINER);
    await load({ address: server.address() });
    const out = new Collector('out');
    for (let count = 0; count < 5; count += 1) ask();
    await out.count(5);
    assert.equal(server.requests.filter(({ url }) => url === '/ready').length, 1);
  });

  it('finds the built-in appliance, and starts it if nobody else has', async () => {
    await load({}, { server: 'built-in', sessions: 3 });
    const out = new Collector('out');
    ask();
    const [{ payload, ready } = {}] = await out.count(1);
    const { max_sessions, profile } = payload as Record<string, unknown>;
    assert.deepEqual({ ready, max_sessions, profile }, { ready: true, max_sessions: 3, profile: 'container' });
  });

  it('gives user and password to the management of an appliance', async () => {
    const server = await serve(APPLIANCE);
    await load({ address: server.address() }, {}, { health: { user: 'admin', password: 'secret' } });
    const out = new Collector('out');
    ask();
    await out.count(1);
    const sent = server.requests.map(({ headers }) => headers.authorization);
    assert.deepEqual(new Set(sent), new Set([`Basic ${btoa('admin:secret')}`]));
  });

  it('never sends the token of the Speech API', async () => {
    const server = await serve(CONTAINER);
    const url = server.address().replace('http', 'ws');
    await load({}, { url: `${url}/v2` }, { appliance: { token: 'secret-token' } });
    const out = new Collector('out');
    ask();
    await out.count(1);
    assert.ok(!JSON.stringify(server.requests.map(({ headers }) => headers)).includes('secret-token'));
  });

  it('ends in an error with a code when nobody is there', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    nobody.close();
    await load({ address: `http://127.0.0.1:${port}` });
    const statuses = new Collector('statuses');
    assert.equal((await caught()).code, 'connection_refused');
    const { status } = await statuses.find(() => true);
    const { state, code } = status as Record<string, unknown>;
    assert.deepEqual({ state, code }, { state: 'error', code: 'connection_refused' });
  });

  it('ends in an error when there is no appliance, or a variable is not set', async () => {
    await load({ appliance: 'gone' });
    assert.equal((await caught()).code, 'no_appliance');
    await helper.unload();
    await load({ address: '${NOT_SET_ANYWHERE}' });
    const { code, message } = await caught();
    assert.equal(code, 'unset_variable');
    assert.match(String(message), /NOT_SET_ANYWHERE/);
  });

  it('sends nothing after it was closed', async () => {
    let answer = (): void => {};
    const server = await serve({
      '/ready': (_request, response) => (answer = () => void response.end('{"ready": true}')),
    });
    await load({ address: server.address() });
    const out = new Collector('out');
    const node = helper.getNode('health');
    ask();
    while (server.requests.every(({ url }) => url !== '/ready')) await new Promise(setImmediate);
    await node.close(false);
    answer();
    while (server.requests.every(({ url }) => url !== '/live')) await new Promise(setImmediate);
    await new Promise(setImmediate);
    assert.deepEqual(out.messages, []);
  });
});
