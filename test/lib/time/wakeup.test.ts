import assert from 'node:assert/strict';
import { Wakeup } from '../../../nodes/lib/time/wakeup';
import { VirtualTime } from '../../support/virtual-time';

function setUp() {
  const time = new VirtualTime();
  const stopping = new AbortController();
  const wakeup = new Wakeup(time.clock, stopping.signal);
  const settled: string[] = [];
  const wait = (delay?: number): void => {
    wakeup.wait(delay).then(
      () => settled.push('woken'),
      (error: Error) => settled.push(error.name),
    );
  };
  return { time, stopping, wakeup, settled, wait };
}

describe('time/wakeup', () => {
  it('waits until it is woken, and leaves no timer', async () => {
    const { time, wakeup, settled, wait } = setUp();
    wait(1000);
    await time.advance(999);
    assert.deepEqual(settled, []);
    wakeup.wake();
    await time.settle();
    assert.deepEqual(settled, ['woken']);
    assert.equal(time.pendingTimers, 0);
  });

  it('waits no longer than the delay', async () => {
    const { time, settled, wait } = setUp();
    wait(1000);
    await time.advance(1000);
    assert.deepEqual(settled, ['woken']);
  });

  it('remembers one wake while nobody waits', async () => {
    const { time, wakeup, settled, wait } = setUp();
    wakeup.wake();
    wakeup.wake();
    wait();
    await time.settle();
    wait();
    await time.settle();
    assert.deepEqual(settled, ['woken']);
  });

  it('rejects when it is stopped right after it was woken', async () => {
    const { time, stopping, wakeup, settled, wait } = setUp();
    wait();
    await time.settle();
    wakeup.wake();
    stopping.abort();
    await time.settle();
    assert.deepEqual(settled, ['AbortError']);
  });

  it('rejects when it is stopped, then and later', async () => {
    const { time, stopping, wakeup, settled, wait } = setUp();
    wait(1000);
    stopping.abort();
    wakeup.wake();
    wait();
    await time.settle();
    assert.deepEqual(settled, ['AbortError', 'AbortError']);
    assert.equal(time.pendingTimers, 0);
  });
});
