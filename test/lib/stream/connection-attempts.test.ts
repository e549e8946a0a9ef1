import assert from 'node:assert/strict';
import { ConnectionAttempts } from '../../../nodes/lib/stream/connection-attempts';
import { StreamError } from '../../../nodes/lib/stream/stream-error';
import { defaultStreamLimits } from '../../../nodes/lib/stream/stream-limits';

const ERROR = new StreamError('x', 'x');
const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('stream/connection-attempts', () => {
  function at(random = 0): { attempts: ConnectionAttempts; set: (now: number) => void } {
    let now = 1000;
    const clock = { now: () => now, setTimeout: () => undefined, clearTimeout: () => {} };
    return {
      attempts: new ConnectionAttempts(clock, defaultStreamLimits, () => random),
      set: (value) => (now = value),
    };
  }

  it('lets sessions that go well follow each other at once', () => {
    const { attempts } = at();
    assert.equal(attempts.wait, 0);
    attempts.succeeded(attempts.began());
    assert.equal(attempts.wait, 0);
  });

  it('waits until 5 s after the beginning of an attempt that failed', () => {
    const { attempts, set } = at();
    const attempt = attempts.began();
    set(2000);
    assert.ok(attempts.failed(attempt, 'refused', ERROR));
    assert.equal(attempts.wait, 4000);
    set(6000);
    assert.equal(attempts.wait, 0);
  });

  it('waits ever longer, up to a minute, and a quarter longer at most to spread the attempts of many', () => {
    for (const random of [0, 1]) {
      const { attempts, set } = at(random);
      let now = 1000;
      const pauses = Array.from({ length: 8 }, (_, index) => {
        const attempt = attempts.began();
        assert.equal(attempts.failed(attempt, 'refused', ERROR), index === 0, 'news the first time only');
        set((now += attempts.wait));
        return attempts.wait === 0 ? (now - 1000) / SECOND : NaN;
      });
      const lengths = pauses.map((end, index) => end - (pauses[index - 1] ?? 0));
      assert.deepEqual(
        lengths,
        [5, 5, 10, 20, 40, 60, 60, 60].map((seconds) => seconds * (1 + random / 4)),
      );
      const attempt = attempts.began();
      attempts.succeeded(attempt);
      assert.ok(attempts.failed(attempt, 'refused', ERROR));
    }
  });

  it('lets the first attempt after a session that broke off be at once, and no second one', () => {
    const { attempts, set } = at();
    const first = attempts.began();
    set(2000);
    attempts.failed(first, 'lost', ERROR);
    assert.equal(attempts.wait, 0);
    const second = attempts.began();
    attempts.succeeded(second);
    set(2500);
    attempts.failed(second, 'lost', ERROR);
    assert.equal(attempts.wait, 4500);
    set(60 * MINUTE);
    assert.equal(attempts.wait, 0);
  });

  it('refuses audio for a minute after a fault, then ever longer up to a quarter of an hour', () => {
    const { attempts, set } = at();
    let now = 1000;
    const rests = Array.from({ length: 6 }, (_, index) => {
      const attempt = attempts.began();
      assert.equal(attempts.failed(attempt, 'fault', ERROR), index === 0);
      assert.equal(attempts.refusal, ERROR);
      const rest = attempts.wait;
      set((now += rest));
      assert.equal(attempts.refusal, undefined);
      return rest / MINUTE;
    });
    assert.deepEqual(rests, [1, 2, 4, 8, 15, 15]);
  });

  it('ends a rest when somebody insists, but not the pause of 5 s after an attempt that came early', () => {
    const { attempts, set } = at();
    attempts.failed(attempts.began(), 'fault', ERROR);
    attempts.insist();
    assert.equal(attempts.wait, 0);
    attempts.failed(attempts.began(), 'fault', ERROR);
    attempts.insist();
    assert.equal(attempts.wait, 5000);
    set(6000);
    assert.equal(attempts.refusal, undefined);
    attempts.failed(attempts.began(), 'fault', ERROR);
    assert.equal(attempts.wait, 4 * MINUTE);
  });

  it('tells a fault after other failures', () => {
    const { attempts } = at();
    const attempt = attempts.began();
    attempts.failed(attempt, 'refused', ERROR);
    assert.ok(attempts.failed(attempt, 'fault', ERROR));
  });

  it('counts what breaks off all sessions once', () => {
    const { attempts, set } = at();
    const sessions = [attempts.began(), attempts.began(), attempts.began()];
    set(60_000);
    assert.deepEqual(
      sessions.map((session) => attempts.failed(session, 'lost', ERROR)),
      [true, false, false],
    );
    assert.equal(attempts.wait, 0);
    const again = [attempts.began(), attempts.began()];
    again.forEach((attempt) => attempts.failed(attempt, 'refused', ERROR));
    assert.equal(attempts.wait, 5000);
  });

  it('goes on to wait whatever a session says that was there before the failure', () => {
    const { attempts } = at();
    const [healthy, faulty] = [attempts.began(), attempts.began()];
    attempts.failed(faulty, 'fault', ERROR);
    attempts.succeeded(healthy);
    assert.equal(attempts.refusal, ERROR);
  });

  it('lets one stream try, and the others when it has a session', () => {
    const { attempts, set } = at();
    attempts.failed(attempts.began(), 'refused', ERROR);
    set(6000);
    assert.equal(attempts.wait, 0);
    attempts.began();
    assert.equal(attempts.wait, 5000);
    attempts.started();
    assert.equal(attempts.wait, 0);
  });

  it('waits no longer when the clock is set back', () => {
    const { attempts, set } = at();
    set(9_000_000);
    const attempt = attempts.began();
    attempts.failed(attempt, 'refused', ERROR);
    set(0);
    assert.equal(attempts.wait, 5000);
  });
});
