import assert from 'node:assert/strict';
import { createClock } from '@sinonjs/fake-timers';
import type { Clock } from '../../../../nodes/lib/time/clock';
import { AUDIO, PIECE, ServedApi, startMessage, textOf, transcribe } from '../../../support/speech-api';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('built-in/server/server-limits', () => {
  let api: ServedApi;
  let clock: ReturnType<typeof createClock>;

  async function serve(options: Parameters<typeof ServedApi.serve>[0] = {}): Promise<void> {
    clock = createClock();
    const injected: Clock = {
      date: () => 0,
      now: () => clock.now,
      setTimeout: (callback, delay) => clock.setTimeout(callback, delay),
      clearTimeout: (timer) => {
        clock.clearTimeout(timer as number);
      },
    };
    api = await ServedApi.serve({ clock: injected, ...options });
  }

  beforeEach(() => serve());
  afterEach(() => api.stop());

  it('warns of a session without audio 15, 10 and 5 minutes before it ends', async () => {
    const client = await api.start();
    clock.tick(HOUR - 1);
    await client.ping();
    assert.deepEqual(
      client.all('Warning').map(({ type, reason }) => [type, /in (\d+m) due.* last (\d+m)/.exec(reason)?.slice(1)]),
      [
        ['idle_timeout', ['15m', '45m']],
        ['idle_timeout', ['10m', '50m']],
        ['idle_timeout', ['5m', '55m']],
      ],
    );
    clock.tick(1);
    assert.equal((await client.wait('Error')).type, 'idle_timeout');
    assert.deepEqual(await client.closed, { code: 1008, reason: 'policy_violation' });
    assert.deepEqual((await api.get('/ready')).body, { ready: true });
  });

  it('counts the time from the last audio, and not after the end of the stream', async () => {
    const client = await api.start();
    clock.tick(44 * MINUTE);
    client.sendAudio(AUDIO.subarray(0, PIECE));
    await client.wait('AudioAdded');
    clock.tick(44 * MINUTE);
    await client.ping();
    assert.deepEqual(client.all('Warning'), []);
    assert.equal(await transcribe(client, AUDIO.subarray(PIECE)), 'one two three ');
  });

  it('ends a connection on which nothing is started', async () => {
    const client = await api.connect();
    clock.tick(29_999);
    await client.ping();
    assert.deepEqual(client.received, []);
    clock.tick(1);
    const { type, reason } = await client.wait('Error');
    assert.deepEqual([type, reason], ['idle_timeout', 'StartRecognition did not come within 30 s']);
    assert.deepEqual(await client.closed, { code: 1008, reason: 'policy_violation' });
  });

  it('warns of the longest session 45, 30 and 15 minutes before it ends', async () => {
    await api.stop();
    await serve({ limits: { idle: 72 * 3600 } });
    const client = await api.start();
    clock.tick(48 * HOUR - 1);
    await client.ping();
    assert.deepEqual(
      client.all('Warning').map(({ type, reason }) => [type, /in (\d+m) due.* for (\d+m)/.exec(reason)?.slice(1)]),
      [
        ['session_timeout', ['45m', '2835m']],
        ['session_timeout', ['30m', '2850m']],
        ['session_timeout', ['15m', '2865m']],
      ],
    );
    clock.tick(1);
    assert.equal((await client.wait('Error')).type, 'session_timeout');
    assert.equal((await client.closed).code, 1008);
  });

  describe('for audio beyond the limit of duration', () => {
    beforeEach(async () => {
      await api.stop();
      await serve({ limits: { duration: 0.75 } });
    });

    it('warns, acknowledges it unheard, and ends the transcript', async () => {
      const client = await api.start();
      client.sendAudio(AUDIO, PIECE);
      await client.wait('EndOfTranscript');
      const [warning, ...others] = client.all('Warning').filter(({ type }) => type === 'duration_limit_exceeded');
      assert.equal(warning?.duration_limit, 0.75);
      assert.deepEqual(others, []);
      const [final] = client.all('AddTranscript');
      assert.equal(final?.metadata.end_time, 0.75);
      assert.equal(textOf(client), 'one two ');
      assert.ok(client.all('AudioAdded').length >= 8);
    });

    it('takes an EndOfStream after it', async () => {
      const client = await api.start();
      assert.equal(await transcribe(client), 'one two ');
      await client.ping();
      assert.deepEqual(client.all('Error'), []);
    });

    it('sends the transcript once if the stream had ended already', async () => {
      const client = await api.connect();
      client.send(startMessage());
      await client.wait('RecognitionStarted');
      client.sendAudio(AUDIO);
      client.send({ message: 'EndOfStream', last_seq_no: 1 });
      await client.wait('EndOfTranscript');
      await client.ping();
      assert.equal(client.all('EndOfTranscript').length, 1);
      assert.equal(textOf(client), 'one two ');
    });
  });

  it('frees a session at its EndOfTranscript, and closes when the client does not', async () => {
    const client = await api.start();
    await transcribe(client);
    assert.deepEqual((await api.get('/session_status')).body, { max_sessions: 2, active_sessions: [] });
    clock.tick(MINUTE);
    assert.deepEqual(await client.closed, { code: 1000, reason: '' });
    assert.equal(client.received.at(-1)?.message, 'EndOfTranscript');
  });

  it('leaves no timer behind', async () => {
    const client = await api.start();
    client.close();
    await api.untilIdle();
    assert.equal(clock.countTimers(), 0);
  });
});
