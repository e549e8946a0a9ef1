import assert from 'node:assert/strict';
import { ConnectionAttempts } from '../../../nodes/lib/stream/connection-attempts';

describe('stream/connection-attempts', () => {
  function at(): { attempts: ConnectionAttempts; set: (now: number) => void } {
    let now = 1000;
    const clock = { now: () => now, setTimeout: () => undefined, clearTimeout: () => {} };
    return { attempts: new ConnectionAttempts(clock), set: (value) => (now = value) };
  }

  it('lets sessions that go well follow each other at once', () => {
    const { attempts } = at();
    assert.equal(attempts.wait, 0);
    attempts.began();
    attempts.succeeded();
    assert.equal(attempts.wait, 0);
  });

  it('waits until 5 s after the beginning of an attempt that failed', () => {
    const { attempts, set } = at();
    attempts.began();
    set(2000);
    attempts.failed();
    assert.equal(attempts.wait, 4000);
    set(6000);
    assert.equal(attempts.wait, 0);
  });

  it('does not wait after a long session, nor after one that came about again', () => {
    const { attempts, set } = at();
    attempts.began();
    set(3_600_000);
    attempts.failed();
    assert.equal(attempts.wait, 0);
    attempts.began();
    attempts.succeeded();
    assert.equal(attempts.wait, 0);
  });

  it('waits no longer when the clock is set back', () => {
    const { attempts, set } = at();
    set(9_000_000);
    attempts.began();
    attempts.failed();
    set(0);
    assert.equal(attempts.wait, 5000);
  });
});
