import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { SpeechApiServer } from '../../../../nodes/lib/built-in/server/speech-api-server';
import { RawClient } from '../../../support/raw-client';
import { ScriptedRecogniser } from '../../../support/scripted-recogniser';
import { AUDIO, ServedApi, startMessage, transcribe } from '../../../support/speech-api';

const FOREIGN = { Origin: 'https://example.org' };

describe('built-in/server/speech-api-server', () => {
  let api: ServedApi;

  beforeEach(async () => {
    api = await ServedApi.serve();
  });
  afterEach(() => api.stop());

  /** Sends bytes over a bare connection, and resolves with what came back when the server has closed it. */
  async function exchange(request: string): Promise<string> {
    const socket = connectTcp(Number(new URL(api.server.url).port), '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.write(request);
    await once(socket, 'close');
    return Buffer.concat(chunks).toString();
  }

  function ask(path: string, host: string): Promise<string> {
    return exchange(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  }

  describe('accepts sessions', () => {
    it('at the paths in use, and no others', async () => {
      for (const path of ['', '/', '/en', '/en?sm-sdk=test&jwt=']) {
        const client = await api.connect(path);
        client.send(startMessage());
        await client.wait('RecognitionStarted');
        client.close();
        await api.untilIdle();
      }
      for (const path of ['/v1', '/', '/v2/en/more', '/v2x']) {
        await assert.rejects(RawClient.connect(api.server.url.replace('/v2', path)), /404/);
      }
    });

    it('whose language is that of the path', async () => {
      const client = await api.connect('/fr');
      client.send(startMessage());
      assert.equal((await client.wait('Error')).type, 'invalid_config');
    });

    it('with a token, and without', async () => {
      const client = await api.connect('', { Authorization: 'Bearer anything' });
      client.send(startMessage());
      await client.wait('RecognitionStarted');
    });

    it('from programs, not from web pages', async () => {
      await assert.rejects(RawClient.connect(api.server.url, FOREIGN), /403/);
    });

    it('by the names of this machine, not by one that leads here (DNS rebinding)', async () => {
      const { port } = new URL(api.server.url);
      for (const host of ['localhost', 'LocalHost', '127.0.0.1', '[::1]']) {
        (await api.connect('', { Host: `${host}:${port}` })).close();
        assert.equal((await ask('/ready', `${host}:${port}`)).slice(0, 12), 'HTTP/1.1 200');
      }
      const foreign = [`example.org:${port}`, `localhost.example.org:${port}`, 'localhost', `localhost:1${port}`];
      for (const host of [...foreign, `0.0.0.0:${port}`, `127.0.0.1:${port}.example.org`]) {
        await assert.rejects(RawClient.connect(api.server.url, { Host: host }), /403/, host);
        for (const path of ['/ready', '/v2', '/']) {
          assert.equal((await ask(path, host)).slice(0, 12), 'HTTP/1.1 403', host);
        }
      }
      assert.match(await exchange('GET /ready HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 403/);
    });

    it('with the token that it was given, and with no other', async () => {
      await api.stop();
      api = await ServedApi.serve({ token: 'right' });
      for (const Authorization of ['Bearer wrong', 'Bearer righ', 'Bearer right ever', 'right', 'Basic right', '']) {
        await assert.rejects(api.connect('', { Authorization }), /401/, Authorization);
      }
      await assert.rejects(api.connect('?jwt=right'), /401/);
      const client = await api.connect('', { Authorization: 'Bearer right' });
      client.send(startMessage());
      await client.wait('RecognitionStarted');
      assert.equal((await api.get('/ready')).status, 200);
    });

    it('as many as it serves and a few more, and drops what is beyond', async () => {
      const { port } = new URL(api.server.url);
      const sockets = Array.from({ length: 200 }, () => connectTcp(Number(port), '127.0.0.1'));
      await new Promise<void>((resolve) => {
        let dropped = 0;
        for (const socket of sockets) {
          socket.on('error', () => {});
          socket.on('close', () => ++dropped === 200 - 66 && resolve());
        }
      });
      assert.equal(sockets.filter(({ destroyed }) => !destroyed).length, 66);
      for (const socket of sockets) socket.destroy();
      let client: RawClient | undefined;
      // The server notices later that they are gone.
      while (!client) client = await api.start().catch(() => undefined);
      assert.equal(await transcribe(client), 'one two three ');
    });

    it('and survives handshakes that are none', async () => {
      const host = new URL(api.server.url).host;
      const upgrade = `Host: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
      assert.match(await exchange(`GET //: HTTP/1.1\r\n${upgrade}\r\n`), /^HTTP\/1.1 404/);
      assert.match(await exchange(`GET /v2 HTTP/1.1\r\n${upgrade}\r\n`), /^HTTP\/1.1 400/);
      assert.match(
        await exchange(`POST /v2 HTTP/1.1\r\n${upgrade}Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n\r\n`),
        /^HTTP\/1.1 405/,
      );
      assert.match(await exchange('nonsense\r\n\r\n'), /^HTTP\/1.1 400/);
      assert.equal(await transcribe(await api.start()), 'one two three ');
    });
  });

  describe('limits sessions', () => {
    it('to two, and says so to the third', async () => {
      await Promise.all([api.start(), api.start()]);
      const third = await api.connect();
      third.send(startMessage());
      const { type, reason } = await third.wait('Error');
      assert.equal(type, 'quota_exceeded');
      assert.match(reason, /all 2 sessions/);
      assert.deepEqual(await third.closed, { code: 4005, reason: 'quota_exceeded' });
    });

    it('to another number if asked', async () => {
      await api.stop();
      api = await ServedApi.serve({ sessions: 1 });
      await api.start();
      const second = await api.connect();
      second.send(startMessage());
      assert.equal((await second.wait('Error')).type, 'quota_exceeded');
    });

    const endings: [string, (client: RawClient) => Promise<unknown>][] = [
      ['its EndOfTranscript', (client) => transcribe(client)],
      [
        'an Error',
        (client) => {
          client.send('no JSON');
          return client.wait('Error');
        },
      ],
      [
        'the loss of its client',
        (client) => {
          client.close();
          return api.untilIdle();
        },
      ],
      [
        'the goodbye of its client in the middle of its audio',
        (client) => {
          client.sendAudio(AUDIO, 320);
          client.socket.close();
          return api.untilIdle();
        },
      ],
    ];
    for (const [title, end] of endings) {
      it(`and is free again after ${title}`, async () => {
        await api.stop();
        api = await ServedApi.serve({ sessions: 1 });
        await end(await api.start());
        assert.equal(await transcribe(await api.start()), 'one two three ');
      });
    }
  });

  it('takes two sessions at once without mixing them up', async () => {
    const [one, other] = await Promise.all([api.start(), api.start()]);
    assert.deepEqual(await Promise.all([transcribe(one), transcribe(other, AUDIO.subarray(0, 32000))]), [
      'one two three ',
      'one two ',
    ]);
  });

  it('closes a connection whose message is too big, and goes on', async () => {
    const client = await api.start();
    client.sendAudio(Buffer.alloc(4 * 1024 * 1024 + 1));
    assert.equal((await client.closed).code, 1009);
    assert.equal(await transcribe(await api.start()), 'one two three ');
  });

  describe('says of itself', () => {
    it('that it has started and is alive', async () => {
      assert.deepEqual(await api.get('/started'), { status: 200, body: { started: true } });
      assert.deepEqual(await api.get('/live?probe=1'), { status: 200, body: { alive: true } });
    });

    it('whether there is room for a session', async () => {
      assert.deepEqual(await api.get('/ready'), { status: 200, body: { ready: true } });
      await Promise.all([api.start(), api.start()]);
      assert.deepEqual(await api.get('/ready'), { status: 503, body: { ready: false } });
    });

    it('which sessions are active, by both their names', async () => {
      const named = await api.connect('', { 'X-Request-Id': 'kitchen' });
      named.send(startMessage());
      const { id } = await named.wait('RecognitionStarted');
      const { id: other } = await (await api.start()).wait('RecognitionStarted');
      await api.connect();
      assert.deepEqual(await api.get('/session_status'), {
        status: 200,
        body: {
          max_sessions: 2,
          active_sessions: [
            { session_id: id, request_id: 'kitchen' },
            { session_id: other, request_id: other },
          ],
        },
      });
    });

    it('nothing else, and nothing to web pages', async () => {
      for (const path of ['/', '/health', '/ready/', '/toString']) assert.equal((await api.get(path)).status, 404);
      assert.equal((await api.get('/v2')).status, 426);
      assert.equal((await api.get('/ready', { method: 'POST' })).status, 405);
      for (const path of ['/ready', '/session_status', '/v2', '/']) {
        assert.equal((await api.get(path, { headers: FOREIGN })).status, 403);
      }
    });
  });

  it('says when its port is taken', async () => {
    const port = Number(new URL(api.server.url).port);
    await assert.rejects(SpeechApiServer.listen(new ScriptedRecogniser([]), { port }), { code: 'EADDRINUSE' });
  });
});
