import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { readJson } from '../../../nodes/lib/health/read-json';
import { testHandshake, testSession } from '../../../nodes/lib/appliance/connection-test';
import { proxyAgent, proxyFor } from '../../../nodes/lib/speech-api/proxy';
import { wellBehaved } from '../../support/behaviours';
import { ScriptedServer } from '../../../dev/scripted-server';

const pem = (name: string): string =>
  readFileSync(join(__dirname, '../../support/certificates', `${name}.pem`), 'utf8');

describe('proxyFor', () => {
  const cases: [address: string, environment: Record<string, string>, proxy: string | undefined][] = [
    ['ws://a:9000/v2', {}, undefined],
    ['ws://a:9000/v2', { http_proxy: 'http://p:3128' }, 'http://p:3128'],
    ['ws://a:9000/v2', { HTTP_PROXY: 'http://p:3128' }, 'http://p:3128'],
    ['ws://a:9000/v2', { https_proxy: 'http://p:3128' }, undefined],
    ['wss://a/v2', { https_proxy: 'p:3128', http_proxy: 'http://other' }, 'http://p:3128'],
    ['wss://a/v2', { wss_proxy: 'http://p', https_proxy: 'http://other' }, 'http://p'],
    ['wss://a/v2', { all_proxy: 'http://p' }, 'http://p'],
    ['http://a', { http_proxy: 'http://p' }, 'http://p'],
    ['ws://a:9000/v2', { http_proxy: 'http://p', no_proxy: 'b, a' }, undefined],
    ['ws://a:9000/v2', { http_proxy: 'http://p', NO_PROXY: '*' }, undefined],
    ['ws://a:9000/v2', { http_proxy: 'http://p', no_proxy: 'a:9000' }, undefined],
    ['ws://a:9000/v2', { http_proxy: 'http://p', no_proxy: 'a:9001' }, 'http://p'],
    ['wss://a/v2', { https_proxy: 'http://p', no_proxy: 'a:443' }, undefined],
    ['ws://x.lan/v2', { http_proxy: 'http://p', no_proxy: '.lan' }, undefined],
    ['ws://x.lan/v2', { http_proxy: 'http://p', no_proxy: '*.lan' }, undefined],
    ['ws://x.lan/v2', { http_proxy: 'http://p', no_proxy: 'lan' }, 'http://p'],
    ['ws://127.0.0.1:9000/v2', { http_proxy: 'http://p' }, undefined],
    ['ws://localhost:9000/v2', { http_proxy: 'http://p' }, undefined],
    ['ws://a:9000/v2', { all_proxy: 'socks5h://p:1080' }, undefined],
    ['ws://a:9000/v2', { http_proxy: 'socks5://p:1080', all_proxy: 'http://q' }, 'http://q'],
    ['nonsense', { http_proxy: 'http://p' }, undefined],
  ];
  for (const [address, environment, proxy] of cases) {
    it(`finds ${proxy ?? 'none'} for ${address} with ${JSON.stringify(environment)}`, () => {
      assert.equal(proxyFor(address, environment), proxy);
    });
  }
});

describe('proxyAgent', () => {
  const asked: (string | undefined)[] = [];
  let proxy: Server;
  let environment: Record<string, string>;
  let server: ScriptedServer;

  /** A proxy that leads to this machine, whatever it is asked for. */
  beforeEach(async () => {
    asked.length = 0;
    proxy = createServer().on('connect', (request: IncomingMessage, client: Socket) => {
      asked.push(request.url);
      const onward = connect(Number(new URL(`http://${request.url}`).port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(client).pipe(onward);
      });
      onward.on('error', () => client.destroy());
      client.on('error', () => onward.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    environment = { all_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
  });
  afterEach(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await server.close();
  });

  /** Holds a session with the server, which is known by another name here. */
  async function session(tls?: { key: string; cert: string }): Promise<string> {
    server = new ScriptedServer({ behaviour: wellBehaved(), tls });
    const url = (await server.listen()).replace('127.0.0.1', 'appliance.test');
    const agent = await proxyAgent(url, environment);
    const { code } = await testSession({ url, agent, tls: tls && { ca: pem('authority.cert') } }, 'en');
    assert.deepEqual(asked, [new URL(url).host]);
    return code;
  }

  it('leads a session through a proxy', async () => {
    assert.equal(await session(), 'completed');
  });

  it('leads an encrypted session through it, whose certificate is checked', async () => {
    const key = pem('localhost.key');
    assert.equal(await session({ key, cert: pem('elsewhere-by-authority.cert') }), 'completed');
    await server.close();
    asked.length = 0;
    assert.equal(await session({ key, cert: pem('localhost-by-authority.cert') }), 'tls_untrusted');
  });

  it('tells a proxy that refuses the way from a server that refuses the token', async () => {
    server = new ScriptedServer({ behaviour: wellBehaved() });
    proxy.removeAllListeners('connect').on('connect', (_request: IncomingMessage, client: Socket) => {
      client.on('error', () => {}).end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const agent = await proxyAgent('ws://appliance.test:9000/v2', environment);
    const { code, reason } = await testHandshake({ url: 'ws://appliance.test:9000/v2', agent });
    assert.equal(code, 'host_unreachable');
    assert.match(reason, /proxy/);
  });

  it('waits no longer than it may for a proxy that says nothing, and leaves no connection', async () => {
    server = new ScriptedServer({ behaviour: wellBehaved() });
    const left: Promise<unknown>[] = [];
    proxy.removeAllListeners('connect').on('connect', (_request: IncomingMessage, client: Socket) => {
      client.on('error', () => {});
      client.on('end', () => client.end()).resume();
      left.push(once(client, 'close'));
    });
    const url = 'ws://appliance.test:9000/v2';
    const { code } = await testHandshake({ url, agent: await proxyAgent(url, environment, 50) });
    assert.equal(code, 'connection_timeout');
    const agent = (address: string, timeout: number): ReturnType<typeof proxyAgent> =>
      proxyAgent(address, environment, timeout);
    const asking = readJson('http://appliance.test:8001', '/ready', { agent, timeout: 50 });
    await assert.rejects(asking, { code: 'connection_timeout' });
    assert.equal(left.length, 2);
    await Promise.all(left);
  });

  it('is none where no proxy is named, and refuses one that is no address', async () => {
    server = new ScriptedServer({ behaviour: wellBehaved() });
    assert.equal(await proxyAgent('ws://a:9000/v2', {}), undefined);
    await assert.rejects(proxyAgent('ws://a:9000/v2', { http_proxy: 'http://' }), { code: 'invalid_setting' });
  });
});
