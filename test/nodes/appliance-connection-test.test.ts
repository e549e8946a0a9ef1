import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { insteadOn, wellBehaved } from '../support/behaviours';
import { type FlowNode } from '../../dev/deployed-flow';
import { type Behaviour, ScriptedServer } from '../../dev/scripted-server';
import { NodeRed } from '../../dev/node-red';
import { temporaryFolder } from '../../dev/temporary-folder';

const pem = (name: string): string => readFileSync(join(__dirname, '../support/certificates', `${name}.pem`), 'utf8');

const TOKEN = 'a-token-that-is-secret';

interface Answer {
  code: string;
  reason: string;
  health?: Record<string, unknown>;
}

describe('the connection test of speechmatics-appliance', function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let nodeRed: NodeRed;
  const servers: ScriptedServer[] = [];

  before(async () => {
    folder = temporaryFolder();
    nodeRed = await NodeRed.startFromSources(folder.path, []);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  after(async () => {
    await nodeRed?.stop();
    folder.remove();
  });

  async function serve(
    behaviour: Behaviour = wellBehaved(),
    tls?: { key: string; cert: string },
  ): Promise<{ server: ScriptedServer; url: string }> {
    const server = new ScriptedServer({ behaviour, tls });
    servers.push(server);
    return { server, url: await server.listen('localhost') };
  }

  async function test(body: unknown): Promise<Answer> {
    const response = await nodeRed.fetch('/speechmatics-appliance/test', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Answer;
  }

  const appliance = (settings: object): FlowNode => ({ id: 'appliance', type: 'speechmatics-appliance', ...settings });
  const authorizations = (server: ScriptedServer): unknown[] =>
    server.connections.map(({ request }) => request.headers.authorization);

  it('is for those who may write only', async () => {
    const other = temporaryFolder();
    const adminAuth = { type: 'credentials', users: [], default: { permissions: 'read' } };
    const guarded = await NodeRed.startFromSources(other.path, [], { adminAuth });
    try {
      const response = await fetch(`${guarded.url}/speechmatics-appliance/test`, { method: 'POST' });
      assert.equal(response.status, 401);
    } finally {
      await guarded.stop();
      other.remove();
    }
  });

  it('takes JSON only, as no form of a page from elsewhere is', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '']) {
      const response = await fetch(`${nodeRed.url}/speechmatics-appliance/test`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"server":"built-in"}',
      });
      assert.equal(response.status, 415, type);
      assert.equal(((await response.json()) as Answer).code, 'invalid_request');
    }
  });

  it('runs one at a time', async () => {
    const silent = wellBehaved({ message: () => {} });
    const { server, url } = await serve(silent);
    const running = test({ server: 'url', url, language: 'en' });
    while (server.connections.length === 0) await new Promise(setImmediate);
    assert.equal((await test({ server: 'url', url })).code, 'test_running');
    server.connection.close(4005, 'quota_exceeded');
    assert.equal((await running).code, 'quota_exceeded');
    assert.equal((await test({ server: 'url', url })).code, 'completed');
  });

  it('tries an address that is not deployed, with the token and headers that were typed', async () => {
    const { server, url } = await serve();
    const headers = { 'X-Site': 'studio 1' };
    const { code } = await test({ id: 'new', server: 'url', url, token: 'typed', headers });
    assert.equal(code, 'completed');
    assert.deepEqual(authorizations(server), ['Bearer typed']);
    assert.equal(server.connection.request.headers['x-site'], 'studio 1');
    assert.deepEqual(server.connection.messages, []);
  });

  it('holds a session without audio if asked', async () => {
    const { server, url } = await serve();
    const { code } = await test({ server: 'url', url, language: 'fr' });
    assert.equal(code, 'completed');
    assert.deepEqual(
      server.connection.messages.map(({ message }) => message),
      ['StartRecognition', 'EndOfStream'],
    );
  });

  it('sends the stored token to the stored address, and to no other', async () => {
    const [stored, other] = [await serve(), await serve()];
    const settings = { server: 'url', url: stored.url };
    await nodeRed.deploy([appliance({ ...settings, credentials: { token: TOKEN } })]);
    assert.equal((await test({ id: 'appliance', ...settings })).code, 'completed');
    assert.deepEqual(authorizations(stored.server), [`Bearer ${TOKEN}`]);
    const refused = await test({ id: 'appliance', server: 'url', url: other.url });
    assert.equal(refused.code, 'token_needed');
    assert.match(refused.reason, /Enter the token/);
    assert.deepEqual(other.server.connections, []);
    assert.equal((await test({ id: 'appliance', server: 'url', url: other.url, token: '' })).code, 'completed');
    assert.deepEqual(authorizations(other.server), [undefined]);
  });

  it('uses the TLS configuration that is chosen, and says what a self-signed certificate needs', async () => {
    const { url } = await serve(wellBehaved(), { key: pem('localhost.key'), cert: pem('localhost.cert') });
    const refused = await test({ server: 'url', url });
    assert.equal(refused.code, 'tls_untrusted');
    assert.match(refused.reason, /self-signed/);
    const empty = { cert: '', key: '', ca: '', servername: '' };
    await nodeRed.deploy([{ id: 'tls', type: 'tls-config', name: '', ...empty, verifyservercert: false }]);
    assert.equal((await test({ server: 'url', url, tls: 'tls' })).code, 'completed');
    assert.equal((await test({ server: 'url', url, tls: 'gone' })).code, 'tls_missing');
    assert.equal((await test({ server: 'url', url, tls: '__proto__' })).code, 'tls_missing');
    await nodeRed.deploy([appliance({ server: 'built-in' })]);
    assert.equal((await test({ server: 'url', url, tls: 'appliance' })).code, 'invalid_setting');
  });

  it('does not repeat a token that the server repeats', async () => {
    const gossip = insteadOn('StartRecognition', (connection) => {
      connection.send({ message: 'Error', type: 'not_authorised', reason: connection.request.headers.authorization });
    });
    const { url } = await serve(gossip);
    const answer = await test({ server: 'url', url, token: TOKEN, language: 'en' });
    assert.equal(answer.code, 'not_authorised');
    assert.ok(!JSON.stringify(answer).includes(TOKEN));
  });

  it('knows environment variables as they are deployed, and says which is not set', async () => {
    const [{ server, url }, other] = [await serve(), await serve()];
    const env = Object.entries({ SPEECH_URL: url, SPEECH_TOKEN: TOKEN, SITE: 'studio 1' });
    const globals = env.map(([name, value]) => ({ name, value, type: 'str' }));
    const headers = { 'X-Site': '${SITE}' };
    const settings = { server: 'url', url: '${SPEECH_URL}', headers };
    await nodeRed.deploy([
      { id: 'globals', type: 'global-config', env: globals, modules: {} },
      appliance({ ...settings, credentials: { token: '${SPEECH_TOKEN}' } }),
    ]);
    assert.equal((await test({ id: 'appliance', ...settings })).code, 'completed');
    assert.deepEqual(authorizations(server), [`Bearer ${TOKEN}`]);
    assert.equal(server.connection.request.headers['x-site'], 'studio 1');
    assert.equal((await test({ id: 'appliance', ...settings, token: '${SPEECH_TOKEN}' })).code, 'completed');
    for (const change of [
      { url: other.url, token: '${SPEECH_TOKEN}', headers: '' },
      { url: other.url, token: '' },
      { token: '${HOME}' },
      { headers: '${HOME}' },
      { url: '${HOME}' },
    ]) {
      const { code, reason } = await test({ id: 'appliance', ...settings, ...change });
      assert.equal(code, 'variable_not_deployed');
      assert.match(reason, /Deploy first/);
    }
    assert.deepEqual(other.server.connections, []);
    await nodeRed.deploy([appliance({ server: 'url', url: '${NOT_SET}' })]);
    const { code, reason } = await test({ id: 'appliance', server: 'url', url: '${NOT_SET}' });
    assert.equal(code, 'unset_variable');
    assert.match(reason, /NOT_SET/);
  });

  it('sends secret headers to the stored address, and to no other', async () => {
    const [stored, other] = [await serve(), await serve()];
    const settings = { id: 'appliance', server: 'url', url: stored.url, headers: { 'X-Site': 'studio 1' } };
    await nodeRed.deploy([
      appliance({ ...settings, credentials: { token: '', secretHeaders: '{"X-Key": "secret"}' } }),
    ]);
    assert.equal((await test(settings)).code, 'completed');
    const { headers } = stored.server.connection.request;
    assert.deepEqual([headers['x-site'], headers['x-key']], ['studio 1', 'secret']);
    assert.equal((await test({ ...settings, url: other.url })).code, 'headers_needed');
    assert.deepEqual(other.server.connections, []);
    assert.equal((await test({ ...settings, url: other.url, secretHeaders: '{"X-Key": "typed"}' })).code, 'completed');
    assert.equal(other.server.connection.request.headers['x-key'], 'typed');
    const flows = await (await nodeRed.fetch('/flows')).text();
    assert.ok(!flows.includes('secret"'));
  });

  it('tries the built-in appliance, deployed or not, and tells its health', async () => {
    for (const id of ['new', 'appliance']) {
      await nodeRed.deploy([appliance({ server: 'built-in', sessions: 3 })]);
      const { code, health } = await test({ id, server: 'built-in', language: 'en' });
      assert.equal(code, 'completed');
      assert.equal(health?.ready, true);
      assert.equal(health.max_sessions, id === 'new' ? 2 : 3);
    }
    assert.equal((await test({ server: 'built-in', language: 'de' })).code, 'invalid_model');
  });

  it('says what is wrong with an address that is none, and with a request that is none', async () => {
    assert.equal((await test({ server: 'url', url: '' })).code, 'invalid_url');
    assert.equal((await test({ server: 'url', url: 'http://host' })).code, 'invalid_url');
    assert.equal((await test({ server: 'url', url: 'ws://host/v2', headers: 1 })).code, 'invalid_setting');
    for (const body of [[], {}, { server: 'cloud' }, { server: 'url' }, { server: 'url', url: 5 }]) {
      assert.equal((await test(body)).code, 'invalid_request', JSON.stringify(body));
    }
  });
});
