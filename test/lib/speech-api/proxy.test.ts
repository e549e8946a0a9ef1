import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { proxyAgent, proxyFor } from '../../../nodes/lib/speech-api/proxy';
import { Session } from '../../../nodes/lib/speech-api/session';
import { wellBehaved } from '../../support/behaviours';
import { FaultServer } from '../../support/fault-server';
import { RecordingListener } from '../../support/recording-listener';
import { START } from '../../support/session-harness';

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
    ['nonsense', { http_proxy: 'http://p' }, undefined],
  ];
  for (const [address, environment, proxy] of cases) {
    it(`finds ${proxy ?? 'none'} for ${address} with ${JSON.stringify(environment)}`, () => {
      assert.equal(proxyFor(address, environment), proxy);
    });
  }
});

describe('proxyAgent', () => {
  it('leads a session through a proxy', async () => {
    const server = new FaultServer({ behaviour: wellBehaved() });
    const url = await server.listen();
    const asked: (string | undefined)[] = [];
    const proxy = createServer().on('connect', (request: IncomingMessage, client: Socket) => {
      asked.push(request.url);
      const onward = connect(Number(new URL(url).port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(client).pipe(onward);
      });
      onward.on('error', () => client.destroy());
      client.on('error', () => onward.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    try {
      const environment = { http_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
      const address = url.replace('127.0.0.1', 'appliance.invalid');
      const agent = await proxyAgent(address, environment);
      const listener = new RecordingListener();
      const session = new Session({ endpoint: { url: address, agent }, start: START, listener });
      session.open();
      await listener.until('started');
      session.finish();
      await listener.until('ended');
      assert.equal(listener.outcome.code, 'completed');
      assert.deepEqual(asked, [new URL(address).host]);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
      await server.close();
    }
  });

  it('is none where no proxy is named', async () => {
    assert.equal(await proxyAgent('ws://a:9000/v2', {}), undefined);
  });
});
