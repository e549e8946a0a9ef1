import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Endpoint } from '../../../nodes/lib/speech-api/endpoint';
import type { SessionOutcome } from '../../../nodes/lib/speech-api/outcome';
import { Session } from '../../../nodes/lib/speech-api/session';
import { insteadOnAudio, wellBehaved } from '../../support/behaviours';
import { type Behaviour, ScriptedServer } from '../../../dev/scripted-server';
import { SessionRecorder } from '../../support/session-recorder';
import { PIECE, START } from '../../support/session-harness';

const certificate = (file: string) => readFileSync(join(__dirname, '../../support/certificates', file), 'utf8');
const CERT = certificate('localhost.cert.pem');
const TLS = { cert: CERT, key: certificate('localhost.key.pem') };

/** Opens a session, sends it `pieces` of audio, finishes, and resolves with how it ended. */
async function run(endpoint: Endpoint, pieces = 20): Promise<SessionOutcome> {
  const listener = new SessionRecorder();
  const session = new Session({ endpoint, start: START, onEvent: listener.onEvent });
  listener.onCall = (name) => {
    if (name !== 'started') return;
    for (let piece = 0; piece < pieces; piece += 1) session.sendAudio(Buffer.alloc(PIECE));
    session.finish();
  };
  session.open();
  await listener.until('ended');
  return listener.outcome;
}

/** The same behaviours as in memory, over real sockets and real time. */
describe('Session over real sockets', () => {
  let server: ScriptedServer;

  const serve = (behaviour: Behaviour, tls?: { key: string; cert: string }) => {
    server = new ScriptedServer({ behaviour, ...(tls ? { tls } : {}) });
    return server.listen('localhost');
  };

  afterEach(() => server.close());

  it('normal', async () => {
    const outcome = await run({ url: await serve(wellBehaved()) });
    assert.equal(outcome.code, 'completed');
    assert.equal(server.connection.audio.length, 20);
    assert.deepEqual(server.connection.messages.at(-1), { message: 'EndOfStream', last_seq_no: 20 });
  });

  it('TCP abort', async () => {
    const outcome = await run({ url: await serve(insteadOnAudio(5, (connection) => connection.reset())) });
    assert.deepEqual([outcome.code, outcome.retryable], ['connection_lost', true]);
  });

  it('close 1000', async () => {
    const outcome = await run({ url: await serve(insteadOnAudio(5, (connection) => connection.close(1000))) });
    assert.deepEqual([outcome.code, outcome.retryable], ['closed_by_server', true]);
  });

  it('an in-band Error before a TCP abort', async () => {
    const outcome = await run({
      url: await serve(
        insteadOnAudio(5, (connection) => {
          connection.send({ message: 'Error', type: 'quota_exceeded', reason: 'two of two' });
          setImmediate(() => connection.reset());
        }),
      ),
    });
    assert.equal(outcome.code, 'quota_exceeded');
  });

  it('connection refused', async () => {
    const url = await serve(wellBehaved());
    await server.close();
    const outcome = await run({ url });
    assert.deepEqual([outcome.code, outcome.retryable], ['connection_refused', true]);
  });

  for (const [status, code] of [
    [401, 'not_authorised'],
    [404, 'wrong_path'],
    [503, 'server_unavailable'],
  ] as const) {
    it(`HTTP ${status}`, async () => {
      const outcome = await run({ url: await serve(wellBehaved({ refuse: () => status })), token: 'a secret token' });
      assert.equal(outcome.code, code);
      assert.doesNotMatch(outcome.reason, /secret/);
    });
  }

  it('self-signed TLS: refused with advice, and taken once it is trusted, or the check is off', async () => {
    const url = await serve(wellBehaved(), TLS);
    const refused = await run({ url });
    assert.deepEqual([refused.code, refused.retryable], ['tls_untrusted', false]);
    assert.match(refused.reason, /CA certificate/);
    assert.equal((await run({ url, tls: { ca: CERT } })).code, 'completed');
    assert.equal((await run({ url, tls: { rejectUnauthorized: false } })).code, 'completed');
  });

  it('TLS with a certificate for another name', async () => {
    const url = (await serve(wellBehaved(), TLS)).replace('localhost', '127.0.0.1');
    const outcome = await run({ url, tls: { ca: CERT } });
    assert.equal(outcome.code, 'tls_untrusted');
    assert.match(outcome.reason, /name/);
    assert.equal((await run({ url, tls: { ca: CERT, servername: 'localhost' } })).code, 'completed');
  });

  it('wss on a port without TLS, and ws on a port with it', async () => {
    const plain = await serve(wellBehaved());
    assert.deepEqual((await run({ url: plain.replace('ws:', 'wss:') })).code, 'tls_failed');
    await server.close();
    const secure = await serve(wellBehaved(), TLS);
    const outcome = await run({ url: secure.replace('wss:', 'ws:') });
    assert.equal(outcome.code, 'connection_lost');
    assert.match(outcome.reason, /scheme and port/);
  });

  it('TLS settings that cannot be used', async () => {
    const outcome = await run({ url: await serve(wellBehaved(), TLS), tls: { cert: 'no PEM', key: 'no PEM' } });
    assert.deepEqual([outcome.code, outcome.retryable], ['tls_failed', false]);
  });

  it('a server that is no HTTP server', async () => {
    await serve(wellBehaved());
    const other = createServer((socket) => socket.end('220 mail ready\r\n'));
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const outcome = await run({ url: `ws://127.0.0.1:${(other.address() as AddressInfo).port}/v2` });
    other.close();
    assert.deepEqual([outcome.code, outcome.retryable], ['wrong_path', false]);
  });
});
