import { HealthError } from '../../../nodes/lib/health/health-error';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askHealth, type HealthQuestion, usualPlaces } from '../../../nodes/lib/health/ask-health';
import type { HealthReport } from '../../../nodes/lib/health/report';
import { answering, APPLIANCE, CONTAINER, type HealthAnswer, HealthServer, LEGACY } from '../../support/health-server';
import { ServedApi } from '../../support/speech-api';

const pem = (name: string): string =>
  readFileSync(join(__dirname, '../../support/certificates', `${name}.pem`), 'utf8');

describe('askHealth', () => {
  const servers: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  async function serve(
    answers: Readonly<Record<string, HealthAnswer>>,
    tls?: { key: string; cert: string },
  ): Promise<HealthServer> {
    const server = await HealthServer.listen(answers, tls);
    servers.push(server);
    return server;
  }

  /** Asks a server at its own address. */
  function ask(server: HealthServer, access: HealthQuestion['access'] = {}): Promise<HealthReport> {
    return askHealth({ speechUrl: 'ws://unused.invalid:9000/v2', address: server.address(), access });
  }

  it('understands a container', async () => {
    const server = await serve(CONTAINER);
    assert.deepEqual(await ask(server), {
      profile: 'container',
      address: server.address(),
      ready: true,
      healthy: true,
      problems: '',
      sessions: 1,
      max_sessions: 3,
    });
  });

  it('understands a container that has no room, and one that is not alive', async () => {
    const json = (body: object): HealthAnswer => answering(503, JSON.stringify(body));
    const full = await ask(await serve({ ...CONTAINER, '/ready': json({ ready: false }) }));
    assert.deepEqual([full.ready, full.healthy], [false, true]);
    const dead = await ask(await serve({ ...CONTAINER, '/live': json({ alive: false }) }));
    assert.deepEqual([dead.ready, dead.healthy, dead.problems], [false, false, 'transcriber']);
  });

  it('understands an appliance', async () => {
    const server = await serve(APPLIANCE);
    assert.deepEqual(await ask(server), {
      profile: 'appliance',
      address: server.address(),
      ready: false,
      healthy: true,
      problems: '',
      sessions: 2,
      max_sessions: 2,
      version: '6.2.0',
      languages: 'en, de',
    });
  });

  it('names what is unhealthy in an appliance', async () => {
    const health = { status: 'unhealthy', database: { status: 'unhealthy', errors: ['disk full'] }, storage: {} };
    const report = await ask(await serve({ '/v2/management/health': health }));
    assert.deepEqual([report.ready, report.healthy, report.problems], [false, false, 'database']);
  });

  it('understands a legacy appliance', async () => {
    const server = await serve(LEGACY);
    assert.deepEqual(await ask(server), {
      profile: 'legacy',
      address: server.address(),
      ready: true,
      healthy: true,
      problems: '',
      max_sessions: 5,
      languages: 'fr',
    });
  });

  it('names the services of a legacy appliance that do not run', async () => {
    const service_status = [{ service: 'api', status: 'exited' }, { service: 'scheduler', status: 'running' }, 'odd'];
    const report = await ask(await serve({ '/v1/management/services': { service_status } }));
    assert.deepEqual([report.healthy, report.problems], [false, 'api, undefined']);
  });

  it('leaves out what an older version does not tell', async () => {
    const report = await ask(await serve({ '/ready': { ready: true } }));
    assert.deepEqual(Object.keys(report), ['profile', 'address', 'ready', 'healthy', 'problems']);
  });

  it('finds the health service of the built-in appliance at its own port', async () => {
    const api = await ServedApi.serve({ sessions: 4 });
    servers.push({ close: () => api.stop() });
    const { profile, ready, sessions, max_sessions } = await askHealth({ speechUrl: api.server.url, access: {} });
    assert.deepEqual(
      { profile, ready, sessions, max_sessions },
      { profile: 'container', ready: true, sessions: 0, max_sessions: 4 },
    );
  });

  it('only reads', async () => {
    const requests = [];
    for (const answers of [CONTAINER, APPLIANCE, LEGACY]) {
      const server = await serve(answers);
      await ask(server);
      requests.push(...server.requests);
    }
    assert.deepEqual(new Set(requests.map(({ method }) => method)), new Set(['GET']));
    assert.ok(requests.every(({ url }) => !/reboot|shutdown|license/.test(url!)));
  });

  it('shows name and password to who asks for them', async () => {
    const server = await serve(
      Object.fromEntries(
        Object.entries(APPLIANCE).map(([path, answer]): [string, HealthAnswer] => [
          path,
          ({ headers }, response) => {
            const isAdmin = headers.authorization === `Basic ${btoa('admin:secret')}`;
            response.writeHead(isAdmin ? 200 : 401).end(isAdmin ? JSON.stringify(answer) : '');
          },
        ]),
      ),
    );
    await assert.rejects(ask(server), { code: 'not_authorised' });
    await assert.rejects(ask(server, { credentials: { user: 'admin', password: 'wrong' } }), (error: Error) => {
      assert.ok(!error.message.includes('wrong'));
      return true;
    });
    const report = await ask(server, { credentials: { user: 'admin', password: 'secret' } });
    assert.equal(report.version, '6.2.0');
  });

  it('trusts the certificates that the TLS settings trust, and no others', async () => {
    const tls = { key: pem('localhost.key'), cert: pem('localhost-by-authority.cert') };
    const server = await serve(CONTAINER, tls);
    const secure = (settings: object): Promise<HealthReport> =>
      askHealth({ speechUrl: 'wss://unused.invalid/v2', address: server.address('localhost'), access: settings });
    await assert.rejects(secure({}), { code: 'tls_untrusted', message: /CA certificate/ });
    assert.equal((await secure({ tls: { ca: pem('authority.cert') } })).ready, true);
    assert.equal((await secure({ tls: { rejectUnauthorized: false } })).ready, true);
  });

  describe('says what is wrong', () => {
    it('when nothing listens', async () => {
      const server = await HealthServer.listen({});
      const address = server.address();
      await server.close();
      await assert.rejects(askHealth({ speechUrl: 'ws://a.invalid', address, access: {} }), {
        code: 'connection_refused',
        message: new RegExp(address),
      });
    });

    it('when no answer comes in time', async () => {
      const silence: HealthAnswer = () => {};
      const server = await serve({ '/ready': silence, '/v2/management/health': silence });
      await assert.rejects(
        askHealth({ speechUrl: 'ws://a.invalid', address: server.address(), access: { timeout: 50 } }),
        HealthError,
      );
      const silent = await serve(
        Object.fromEntries(
          ['/ready', '/v2/management/health', '/v1/management/services'].map((path) => [path, silence]),
        ),
      );
      await assert.rejects(ask(silent, { timeout: 50 }), { code: 'connection_timeout' });
    });

    const garbage: [what: string, answers: Readonly<Record<string, HealthAnswer>>, code: string][] = [
      ['is a web page', { '/ready': answering(200, '<html>ready</html>') }, 'no_health_service'],
      ['is JSON of another kind', { '/ready': ['ready'], '/v2/management/health': { status: 1 } }, 'no_health_service'],
      ['redirects', { '/ready': answering(302, '') }, 'no_health_service'],
      ['wants a password', { '/v1/management/services': answering(401, '') }, 'not_authorised'],
      ['has a fault', { '/v2/management/health': answering(500, 'oops') }, 'server_unavailable'],
      ['is endless', { '/ready': answering(200, '"'.padEnd(3_000_000, 'x')) }, 'no_health_service'],
      ['breaks off', { '/ready': (request) => void request.socket.destroy() }, 'no_health_service'],
    ];
    for (const [what, answers, code] of garbage) {
      it(`when the answer ${what}`, async () => {
        await assert.rejects(ask(await serve(answers)), (error) => error instanceof HealthError && error.code === code);
      });
    }

    it('when the address is none', async () => {
      for (const address of ['nonsense', 'ftp://host', 'ws://host:9000/v2']) {
        await assert.rejects(askHealth({ speechUrl: 'ws://a.invalid', address, access: {} }), { code: 'invalid_url' });
      }
      await assert.rejects(askHealth({ speechUrl: 'nonsense', access: {} }), { code: 'invalid_url' });
    });

    it('when the host is not known', async () => {
      await assert.rejects(askHealth({ speechUrl: 'wss://appliance.invalid:9000/v2', access: { timeout: 4000 } }), {
        code: 'host_not_found',
      });
    });
  });
});

describe('usualPlaces', () => {
  const credentials = { user: 'admin', password: 'secret' };
  const places = (protocol: string): [address: string, isTrusted: boolean][] =>
    usualPlaces(protocol, 'host', { credentials }).map(({ address, access }) => [address, Boolean(access.credentials)]);

  it('are the ports of containers and appliances', () => {
    assert.deepEqual(places('ws:'), [
      ['http://host:8001', false],
      ['http://host', true],
      ['http://host:8080', true],
    ]);
  });

  it('get no password in clear text where speech is encrypted', () => {
    assert.deepEqual(places('wss:'), [
      ['https://host', true],
      ['https://host', true],
      ['http://host:8080', false],
      ['http://host:8001', false],
    ]);
  });
});
