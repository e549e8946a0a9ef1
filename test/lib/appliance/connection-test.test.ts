import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { testHandshake, testSession } from '../../../nodes/lib/appliance/connection-test';
import type { Endpoint } from '../../../nodes/lib/speech-api/endpoint';
import { defaultLimits } from '../../../nodes/lib/speech-api/limits';
import type { SessionOutcome } from '../../../nodes/lib/speech-api/outcome';
import { insteadOn, wellBehaved } from '../../support/behaviours';
import { type Behaviour, ScriptedServer } from '../../../dev/scripted-server';
import { ServedApi } from '../../support/speech-api';

const pem = (name: string): string =>
  readFileSync(join(__dirname, '../../support/certificates', `${name}.pem`), 'utf8');

describe('appliance/connection-test', () => {
  const servers: { close(): unknown }[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  async function serve(
    behaviour: Behaviour = wellBehaved(),
    tls?: { key: string; cert: string },
  ): Promise<{ server: ScriptedServer; url: string }> {
    const server = new ScriptedServer({ behaviour, tls });
    servers.push(server);
    return { server, url: await server.listen(tls ? 'localhost' : undefined) };
  }

  const tests: Record<string, (endpoint: Endpoint) => Promise<SessionOutcome>> = {
    testHandshake: (endpoint) => testHandshake(endpoint),
    testSession: (endpoint) => testSession(endpoint, 'en'),
  };

  for (const [name, test] of Object.entries(tests)) {
    describe(name, () => {
      it('completes with a server that is right', async () => {
        const { server, url } = await serve();
        assert.equal((await test({ url, token: 'secret' })).code, 'completed');
        assert.equal(server.connection.request.headers.authorization, 'Bearer secret');
      });

      it('finds that nothing listens', async () => {
        const nobody = createServer().listen(0, '127.0.0.1');
        await once(nobody, 'listening');
        const { port } = nobody.address() as AddressInfo;
        nobody.close();
        const { code, reason } = await test({ url: `ws://127.0.0.1:${port}/v2` });
        assert.equal(code, 'connection_refused');
        assert.match(reason, /host and port/);
      });

      it('finds that the name is wrong', async () => {
        assert.equal((await test({ url: 'ws://appliance.invalid:9000/v2' })).code, 'host_not_found');
      });

      for (const [status, code] of [
        [401, 'not_authorised'],
        [403, 'not_authorised'],
        [404, 'wrong_path'],
        [503, 'server_unavailable'],
      ] as const) {
        it(`finds ${code} in an answer with status ${status}`, async () => {
          const { url } = await serve(wellBehaved({ refuse: () => status }));
          assert.equal((await test({ url })).code, code);
        });
      }

      it('finds that the certificate is self-signed', async () => {
        const tls = { key: pem('localhost.key'), cert: pem('localhost.cert') };
        const { url } = await serve(wellBehaved(), tls);
        const { code, reason } = await test({ url });
        assert.equal(code, 'tls_untrusted');
        assert.match(reason, /self-signed/);
        assert.equal((await test({ url, tls: { rejectUnauthorized: false } })).code, 'completed');
      });

      it('finds that an address or a header is none', async () => {
        assert.equal((await test({ url: 'http://host/v2' })).code, 'invalid_url');
        const { url } = await serve();
        assert.equal((await test({ url, token: 'with\nline break' })).code, 'invalid_header');
      });
    });
  }

  describe('testHandshake', () => {
    it('opens no session', async () => {
      const { server, url } = await serve();
      await testHandshake({ url });
      while (server.connection.closeCode === undefined) await new Promise(setImmediate);
      assert.deepEqual(server.connection.messages, []);
    });

    it('gives up a server that does not answer', async () => {
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      servers.push(silent);
      const url = `ws://127.0.0.1:${(silent.address() as AddressInfo).port}/v2`;
      assert.equal((await testHandshake({ url }, { ...defaultLimits, connect: 50 })).code, 'connection_timeout');
    });
  });

  describe('testSession', () => {
    it('sends no audio', async () => {
      const { server, url } = await serve();
      await testSession({ url }, 'de');
      assert.deepEqual(server.connection.audio, []);
      assert.deepEqual(server.connection.messages, [
        {
          message: 'StartRecognition',
          audio_format: { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16_000 },
          transcription_config: { language: 'de' },
        },
        { message: 'EndOfStream', last_seq_no: 0 },
      ]);
    });

    it('finds that there is no room, however the server says so', async () => {
      const closing = insteadOn('StartRecognition', (connection) => connection.close(4005, 'quota_exceeded'));
      assert.equal((await testSession({ url: (await serve(closing)).url }, 'en')).code, 'quota_exceeded');
      const api = await ServedApi.serve({ sessions: 1 });
      servers.push({ close: () => api.stop() });
      await api.start();
      assert.equal((await testSession({ url: api.server.url }, 'en')).code, 'quota_exceeded');
    });

    it('ends in time with a server that never does, and with one that floods', async () => {
      const talking = insteadOn('EndOfStream', (connection) => {
        const talk = (): void => {
          if (connection.closeCode !== undefined) return;
          connection.send({ message: 'Info', type: 'talk', reason: 'on and on' });
          connection.after(10, talk);
        };
        talk();
      });
      const limits = { ...defaultLimits, connect: 100, start: 100, end: 100 };
      assert.equal((await testSession({ url: (await serve(talking)).url }, 'en', limits)).code, 'end_timeout');
      for (const frame of ['{"message": "Info", "type": "x", "reason": "y"}', '{"message": "Odd"}', 'no JSON']) {
        const flood = insteadOn('StartRecognition', (connection) => {
          const pour = (): void => {
            if (connection.closeCode !== undefined) return;
            for (let index = 0; index < 500; index += 1) connection.sendFrame(frame);
            connection.after(1, pour);
          };
          pour();
        });
        const { code, reason } = await testSession({ url: (await serve(flood)).url }, 'en');
        assert.equal(code, 'protocol_error');
        assert.match(reason, /far more messages/);
      }
    });

    it('finds that the server has not the language', async () => {
      const api = await ServedApi.serve();
      servers.push({ close: () => api.stop() });
      assert.equal((await testSession({ url: api.server.url }, 'en')).code, 'completed');
      const { code, reason } = await testSession({ url: api.server.url }, 'xx');
      assert.equal(code, 'invalid_model');
      assert.match(reason, /xx/);
    });
  });
});
