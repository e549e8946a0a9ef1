import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { testHandshake } from '../../../nodes/lib/appliance/connection-test';
import { Session } from '../../../nodes/lib/speech-api/session';
import type { SessionOutcome } from '../../../nodes/lib/speech-api/outcome';

const SECRET = 'not-for-others';

/** A web server that breaks off every WebSocket, as Node-RED does for paths that it does not know. */
async function webServer(answer: RequestListener): Promise<{ url: string; heard: string[]; close: () => void }> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(JSON.stringify([request.url, request.headers]));
    answer(request, response);
  });
  server.on('upgrade', (_request, socket: Socket) => void socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `ws://user:${SECRET}@127.0.0.1:${port}/v2?key=${SECRET}`, heard, close: () => void server.close() };
}

function sessionAt(url: string): Promise<SessionOutcome> {
  return new Promise((resolve) => {
    const session = new Session({
      endpoint: { url, token: SECRET },
      start: { audio_format: { type: 'file' }, transcription_config: { language: 'en' } },
      onEvent: (event) => {
        if (event.type === 'ended') resolve(event.outcome);
      },
    });
    session.open();
  });
}

describe('speech-api: an address that is not one of a Speech API', () => {
  for (const [name, attempt] of [
    ['a session', sessionAt],
    ['the connection test', (url: string) => testHandshake({ url, token: SECRET })],
  ] as const) {
    it(`${name} says that a web server answers, with status and address, without secrets`, async () => {
      for (const status of [200, 301, 404]) {
        const { url, heard, close } = await webServer((_request, response) => response.writeHead(status).end('hello'));
        const { code, reason } = await attempt(url);
        close();
        assert.equal(code, 'wrong_path');
        assert.match(reason, new RegExp(`web server.*HTTP status ${status}.*ws://127\\.0\\.0\\.1:\\d+/v2$`));
        assert.ok(!reason.includes(SECRET), reason);
        assert.ok(heard.length === 1 && !heard[0]!.includes(SECRET), heard.join());
      }
    });

    it(`${name} takes a server that fails, or wants a WebSocket, for one that comes back`, async () => {
      for (const status of [400, 426, 502]) {
        const { url, close } = await webServer((_request, response) => response.writeHead(status).end());
        const { code, reason } = await attempt(url);
        close();
        assert.equal(code, 'connection_lost', reason);
      }
      const silent = await webServer((request) => request.socket.destroy());
      const { code, reason } = await attempt(silent.url);
      silent.close();
      assert.equal(code, 'connection_lost');
      assert.match(reason, /ws:\/\/127\.0\.0\.1:\d+\/v2$/);
    });

    it(`${name} names the address where nothing listens`, async () => {
      const { url, close } = await webServer(() => {});
      close();
      const { code, reason } = await attempt(url);
      assert.equal(code, 'connection_refused');
      assert.match(reason, /^Nothing listens.*ws:\/\/127\.0\.0\.1:\d+\/v2$/);
    });
  }
});
