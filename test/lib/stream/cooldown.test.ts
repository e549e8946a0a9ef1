import assert from 'node:assert/strict';
import { CodedError } from '../../../nodes/lib/errors/coded-error';
import { defaultStreamLimits } from '../../../nodes/lib/stream/stream-limits';
import { Cooldown } from '../../../nodes/lib/stream/cooldown';

const ERROR = new CodedError('x', 'x');
const MINUTE = 60_000;

describe('stream/cooldown', () => {
  function troublesOf(): { troubles: Cooldown; set: (now: number) => void } {
    let now = 1000;
    const clock = { now: () => now, date: () => now, setTimeout: () => undefined, clearTimeout: () => {} };
    return { troubles: new Cooldown(clock, defaultStreamLimits), set: (value) => (now = value) };
  }

  it('tells the first failure after a success, and a fault after other failures', () => {
    const { troubles } = troublesOf();
    assert.ok(troubles.failed(1, 1, ERROR, false));
    assert.ok(!troubles.failed(2, 2, ERROR, false));
    assert.ok(troubles.failed(2, 2, ERROR, true));
    assert.ok(!troubles.failed(3, 3, ERROR, true));
    troubles.succeeded(4);
    assert.ok(troubles.failed(5, 5, ERROR, false));
  });

  it('tells what breaks off all sessions once', () => {
    const { troubles } = troublesOf();
    assert.deepEqual(
      [1, 2, 3].map((attempt) => troubles.failed(attempt, 3, ERROR, false)),
      [true, false, false],
    );
  });

  it('refuses audio for a minute after a fault, then ever longer up to a quarter of an hour', () => {
    const { troubles, set } = troublesOf();
    let now = 1000;
    const rests = [1, 2, 3, 4, 5, 6].map((attempt) => {
      assert.equal(troubles.failed(attempt, attempt, ERROR, true), attempt === 1);
      assert.equal(troubles.refusal, ERROR);
      const { rest } = troubles;
      set((now += rest));
      assert.equal(troubles.refusal, undefined);
      return rest / MINUTE;
    });
    assert.deepEqual(rests, [1, 2, 4, 8, 15, 15]);
  });

  it('ends a rest a second after the fault when somebody insists, and refuses nothing meanwhile', () => {
    const { troubles, set } = troublesOf();
    troubles.failed(1, 1, ERROR, true);
    troubles.forceAttempt();
    assert.equal(troubles.rest, 1000);
    assert.equal(troubles.refusal, undefined);
    set(2000);
    assert.equal(troubles.rest, 0);
    troubles.failed(2, 2, ERROR, true);
    assert.equal(troubles.rest, 2 * MINUTE);
  });

  it('goes on to rest whatever a session says that was there before the fault, or when the clock is set back', () => {
    const { troubles, set } = troublesOf();
    troubles.failed(2, 2, ERROR, true);
    troubles.succeeded(1);
    assert.equal(troubles.refusal, ERROR);
    set(0);
    assert.equal(troubles.rest, MINUTE);
    set(MINUTE);
    assert.equal(troubles.rest, 0);
  });
});
