import assert from 'node:assert/strict';
import { Throttle } from '../../../nodes/lib/time/throttle';
import { VirtualTime } from '../../support/virtual-time';

function throttle(): { time: VirtualTime; throttle: Throttle<string>; passed: string[] } {
  const time = new VirtualTime();
  const passed: string[] = [];
  return { time, passed, throttle: new Throttle(time.clock, 500, (value: string) => passed.push(value)) };
}

describe('time/throttle', () => {
  it('passes the first value at once and the latest one after the interval', async () => {
    const { time, throttle: statuses, passed } = throttle();
    for (const value of ['a', 'b', 'c']) statuses.push(value);
    assert.deepEqual(passed, ['a']);
    await time.advance(500);
    assert.deepEqual(passed, ['a', 'c']);
    statuses.push('d');
    assert.deepEqual(passed, ['a', 'c']);
    await time.advance(500);
    assert.deepEqual(passed, ['a', 'c', 'd']);
  });

  it('passes changes only', async () => {
    const { time, throttle: statuses, passed } = throttle();
    for (const value of ['a', 'a', 'b', 'a']) statuses.push(value);
    await time.advance(2000);
    statuses.push('a');
    assert.deepEqual(passed, ['a']);
    assert.equal(time.pendingTimers, 0);
  });

  it('leaves no timer when nothing comes', async () => {
    const { time, throttle: statuses } = throttle();
    statuses.push('a');
    await time.advance(500);
    assert.equal(time.pendingTimers, 0);
  });

  it('passes nothing after it was stopped', async () => {
    const { time, throttle: statuses, passed } = throttle();
    statuses.push('a');
    statuses.push('b');
    statuses.stop();
    statuses.push('c');
    assert.equal(time.pendingTimers, 0);
    await time.advance(1000);
    assert.deepEqual(passed, ['a']);
  });

  it('takes values that are pushed from within', async () => {
    const time = new VirtualTime();
    const passed: number[] = [];
    const counter: Throttle<number> = new Throttle(time.clock, 500, (value) => {
      passed.push(value);
      if (value < 3) counter.push(value + 1);
    });
    counter.push(1);
    await time.advance(1000);
    assert.deepEqual(passed, [1, 2, 3]);
  });
});
