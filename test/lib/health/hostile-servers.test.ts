import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { askHealth } from '../../../nodes/lib/health/ask-health';
import { HealthError } from '../../../nodes/lib/health/health-error';
import { HealthServer } from '../../support/health-server';
import { storedValue } from '../../support/hostile-messages';

/** Milliseconds that an answer may take here. */
const TIMEOUT = 200;

/** Writes the same text until the client goes. */
function flood(socket: Socket, text: string): void {
  const write = (): void => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on('drain', () => setImmediate(write));
  write();
}

/** Writes a character every few milliseconds until the client goes. */
function drip(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 10);
  socket.on('close', () => clearInterval(timer));
}

const OK = 'HTTP/1.1 200 OK\r\n';
const LONG = 'x'.repeat(10_000);

const servers: Record<string, (socket: Socket) => void> = {
  'is silent': () => {},
  'closes at once': (socket) => socket.end(),
  'resets the connection': (socket) => socket.resetAndDestroy(),
  'speaks no HTTP': (socket) => socket.end('SSH-2.0-OpenSSH\r\n'),
  'never stops to speak no HTTP': (socket) => flood(socket, LONG),
  'changes the protocol': (socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
  'changes the protocol and sends without end': (socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    flood(socket, LONG);
  },
  'says 101 without a protocol': (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
  'asks for patience and then is silent': (socket) => socket.write('HTTP/1.1 102 Processing\r\n\r\n'),
  'asks for patience without end': (socket) => flood(socket, 'HTTP/1.1 102 Processing\r\n\r\n'),
  'asks for patience now and then': (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'),
  'has headers without end': (socket) => {
    socket.write(OK);
    flood(socket, `X-A: ${LONG}\r\n`);
  },
  'has one header without end': (socket) => {
    socket.write(`${OK}X-A: `);
    flood(socket, LONG);
  },
  'drips headers': (socket) => {
    socket.write(`${OK}X-A: `);
    drip(socket, 'x');
  },
  'has a body without end': (socket) => {
    socket.write(`${OK}\r\n`);
    flood(socket, LONG);
  },
  'drips a body': (socket) => {
    socket.write(`${OK}\r\n`);
    drip(socket, 'x');
  },
  'drips pieces': (socket) => {
    socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
    drip(socket, '1\r\nx\r\n');
  },
  'breaks its body off': (socket) => socket.end(`${OK}Content-Length: 100\r\n\r\n{`),
  'promises a body and is silent': (socket) => socket.write(`${OK}Content-Length: 100\r\n\r\n`),
  'contradicts itself': (socket) => socket.end(`${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`),
  'nests without end': (socket) => {
    socket.write(`${OK}\r\n`);
    flood(socket, '['.repeat(10_000));
  },
};

describe('askHealth, whatever the server does', () => {
  const open = new Set<Socket>();
  let server: Server | undefined;

  afterEach(() => {
    for (const socket of open) socket.destroy();
    open.clear();
    server?.close();
  });

  async function serve(answer: (socket: Socket) => void): Promise<string> {
    server = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => open.delete(socket));
      socket.once('data', () => answer(socket));
      socket.resume();
    });
    await new Promise<void>((listening) => server!.listen(0, '127.0.0.1', listening));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  for (const [what, answer] of Object.entries(servers)) {
    it(`ends in an error with a code when it ${what}`, async () => {
      const host = await serve(answer);
      const access = { timeout: TIMEOUT };
      for (const question of [{ address: `http://${host}` }, { address: undefined }]) {
        await assert.rejects(askHealth({ speechUrl: `ws://${host}/v2`, access, ...question }), HealthError);
      }
      // Nothing of it goes on.
      while (open.size > 0) await new Promise(setImmediate);
    });
  }

  it('understands any JSON, or says that it does not', async () => {
    const paths = ['/ready', '/live', '/session_status', '/v2/management/health', '/v1/management/services'];
    const more = ['/v2/management/host/about', '/v1/management/maxworkers', '/v1/management/persistentworkers'];
    const fields = ['ready', 'status', 'alive', 'service_status', 'service', 'languages', 'active_sessions', 'count'];
    const body = fc.dictionary(fc.constantFrom(...fields), fc.oneof(storedValue, fc.array(storedValue)));
    const nested = fc.oneof(storedValue, body, fc.dictionary(fc.constantFrom(...fields), fc.array(body)));
    const answers = fc.dictionary(fc.constantFrom(...paths, ...more), nested);
    await fc.assert(
      fc.asyncProperty(answers, async (told) => {
        const texts = Object.entries(told).map(([path, value]) => [path, { value }] as const);
        const health = await HealthServer.listen(
          Object.fromEntries(
            texts.map(([path, { value }]) => [path, (_, response) => void response.end(JSON.stringify(value))]),
          ),
        );
        try {
          const report = await askHealth({ speechUrl: 'ws://a.invalid', address: health.address(), access: {} });
          assert.equal(typeof report.ready, 'boolean');
        } catch (error) {
          assert.ok(error instanceof HealthError, String(error));
        } finally {
          await health.close();
        }
      }),
      { numRuns: 100 },
    );
  });
});
