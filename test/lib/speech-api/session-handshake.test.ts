import assert from 'node:assert/strict';
import { insteadOnAudio, wellBehaved } from '../../support/behaviours';
import { MemorySocket } from '../../../dev/memory-socket';
import { START, SessionHarness } from '../../support/session-harness';

const TOKEN = 'tok-3f9a1c77d2';

describe('Session: handshake', () => {
  const headersOf = async (endpoint: { token?: string; headers?: Record<string, string> }) => {
    const harness = new SessionHarness(wellBehaved(), {
      endpoint: { url: 'ws://appliance.test:9000/v2/en?x=1', ...endpoint },
    });
    await harness.open();
    return harness.server.connection.request;
  };

  it('asks for the path as it is, and offers no compression', async () => {
    const { url, headers } = await headersOf({});
    assert.equal(url, '/v2/en?x=1');
    assert.equal(headers['sec-websocket-extensions'], undefined);
    assert.equal(headers.host, 'appliance.test:9000');
  });

  it('sends a token only if there is one', async () => {
    assert.equal((await headersOf({})).headers.authorization, undefined);
    assert.equal((await headersOf({ token: '' })).headers.authorization, undefined);
    assert.equal((await headersOf({ token: TOKEN })).headers.authorization, `Bearer ${TOKEN}`);
  });

  it('sends further headers', async () => {
    assert.equal((await headersOf({ headers: { 'X-Request-Id': 'r1' } })).headers['x-request-id'], 'r1');
  });

  it('starts with what the user set, and nothing else', async () => {
    const start = {
      ...START,
      transcription_config: { language: 'de', max_delay: 2 },
      translation_config: { target_languages: ['en'] },
    };
    const harness = new SessionHarness(wellBehaved(), { start });
    await harness.open();
    assert.deepEqual(harness.server.connection.messages, [{ message: 'StartRecognition', ...start }]);
  });

  for (const [status, code, retryable] of [
    [401, 'not_authorised', false],
    [403, 'not_authorised', false],
    [404, 'wrong_path', false],
    [302, 'wrong_path', false],
    [503, 'server_unavailable', true],
  ] as const) {
    it(`ends with ${code} on HTTP status ${status}`, async () => {
      const harness = new SessionHarness(wellBehaved({ refuse: () => status }));
      await harness.open();
      const { outcome } = harness.listener;
      assert.deepEqual([outcome.code, outcome.retryable], [code, retryable]);
      assert.equal(harness.time.pendingTimers, 0);
    });
  }

  it('ends with connection_timeout when the handshake is not answered', async () => {
    const harness = new SessionHarness(wellBehaved(), { createConnection: () => MemorySocket.pair()[0] });
    await harness.open();
    await harness.time.advance(9_900);
    assert.equal(harness.session.state, 'connecting');
    await harness.time.advance(100);
    assert.equal(harness.listener.outcome.code, 'connection_timeout');
  });

  for (const url of ['', 'nonsense', 'appliance:9000/v2', 'https://appliance/v2', 'ws://a/v2#b', '${URL}']) {
    it(`ends with invalid_url on "${url}", but not from within open()`, async () => {
      const harness = new SessionHarness(wellBehaved(), { endpoint: { url } });
      harness.session.open();
      assert.equal(harness.listener.outcomes.length, 0);
      await harness.time.settle();
      assert.deepEqual([harness.listener.outcome.code, harness.listener.outcome.retryable], ['invalid_url', false]);
    });
  }

  it('ends with invalid_header on a token with a line break', async () => {
    const harness = new SessionHarness(wellBehaved(), { endpoint: { url: 'ws://a/v2', token: `${TOKEN}\n` } });
    await harness.open();
    assert.equal(harness.listener.outcome.code, 'invalid_header');
    assert.doesNotMatch(JSON.stringify(harness.listener.outcome), new RegExp(TOKEN));
  });

  it('ends with connection_lost when a connection cannot be made at all', async () => {
    const harness = new SessionHarness(wellBehaved(), {
      createConnection: () => {
        throw new Error(TOKEN);
      },
    });
    await harness.open();
    assert.equal(harness.listener.outcome.code, 'connection_lost');
    assert.doesNotMatch(harness.listener.outcome.reason, new RegExp(TOKEN));
  });
});

describe('Session: secrets', () => {
  const endpoint = {
    url: `ws://u:hunter22@appliance.test/v2?jwt=j0t-5521`,
    token: TOKEN,
    headers: { 'X-Key': 'k3y-9137' },
  };
  /** Reaches over the end of the longest quotation. */
  const LONG = 'x'.repeat(385) + TOKEN.repeat(20);
  const secrets = /tok-3f9a1c77d2|k3y-9137|hunter22|j0t-5521/;

  it('are in no outcome and no message, even if the server repeats them', async () => {
    const harness = new SessionHarness(
      insteadOnAudio(1, (connection) => {
        connection.send({ message: 'Warning', type: 'x', reason: `the key k3y-9137 is old` });
        connection.send({
          message: 'Error',
          type: 'not_authorised',
          reason: `bad token ${TOKEN}, j0t-5521 of u:hunter22 ${LONG}`,
        });
      }),
      { endpoint },
    );
    await harness.open();
    await harness.feed(1);
    assert.doesNotMatch(JSON.stringify([harness.listener.messages, harness.listener.outcome]), secrets);
    assert.match(harness.listener.outcome.reason, /bad token \[hidden\]/);
    assert.doesNotMatch(harness.listener.outcome.reason, /tok-/, 'not even the beginning of one that is cut off');
  });

  it('are in no outcome of a close', async () => {
    const harness = new SessionHarness(
      insteadOnAudio(1, (connection) => connection.close(4001, `bad token ${TOKEN}`)),
      { endpoint },
    );
    await harness.open();
    await harness.feed(1);
    assert.equal(harness.listener.outcome.code, 'not_authorised');
    assert.doesNotMatch(JSON.stringify(harness.listener.outcome), secrets);
  });

  it('are in no outcome of a handshake', async () => {
    const harness = new SessionHarness(wellBehaved({ refuse: () => 401 }), { endpoint });
    await harness.open();
    assert.equal(harness.listener.outcome.code, 'not_authorised');
    assert.doesNotMatch(JSON.stringify(harness.listener.outcome), secrets);
  });
});
