import assert from 'node:assert/strict';
import { NoticeLimit } from '../../../nodes/lib/stream/notice-limit';
import type { Notice } from '../../../nodes/lib/stream/stream-event';
import { VirtualTime } from '../../support/virtual-time';

function setUp() {
  const time = new VirtualTime();
  const told: Notice[] = [];
  const limit = new NoticeLimit(time.clock, (notice) => told.push(notice));
  const pass = (count: number): void => {
    for (let index = 0; index < count; index += 1) limit.pass(() => ({ type: 'notice', name: 'x', data: { index } }));
  };
  return { time, told, limit, pass };
}

describe('stream/notice-limit', () => {
  it('passes 50 events in a second, and tells how many more there were when it is over', async () => {
    const { time, told, pass } = setUp();
    pass(20_000);
    assert.equal(told.length, 50);
    await time.advance(1000);
    assert.deepEqual(told.slice(50), [{ type: 'notice', name: 'messages_dropped', data: { count: 19_950 } }]);
    pass(50);
    await time.advance(1000);
    assert.equal(told.length, 101);
    assert.equal(time.pendingTimers, 0);
  });

  it('tells the rest when it is closed, once', async () => {
    const { time, told, limit, pass } = setUp();
    pass(60);
    limit.close();
    limit.close();
    assert.deepEqual(told.at(-1), { type: 'notice', name: 'messages_dropped', data: { count: 10 } });
    await time.advance(5000);
    assert.equal(told.length, 51);
    assert.equal(time.pendingTimers, 0);
  });

  it('makes no event that does not pass', () => {
    const { limit, pass } = setUp();
    pass(50);
    limit.pass(() => assert.fail('made'));
  });
});
