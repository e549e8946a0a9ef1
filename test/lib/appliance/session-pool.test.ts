import assert from 'node:assert/strict';
import { SessionPool, type SessionRequest } from '../../../nodes/lib/appliance/session-pool';
import { VirtualTime } from '../../support/virtual-time';

describe('appliance/session-pool', () => {
  function turnsOf(limit?: number) {
    const time = new VirtualTime();
    const turns = new SessionPool(time.clock, limit);
    const granted: string[] = [];
    const turn = (name: string): SessionRequest => ({ granted: () => granted.push(name) });
    return { time, turns, granted, turn };
  }

  it('grants as many as there is room for, oldest first', () => {
    const { turns, granted, turn } = turnsOf(2);
    const all = ['a', 'b', 'c', 'd'].map(turn);
    for (const one of all) turns.request(one);
    assert.deepEqual(granted, ['a', 'b']);
    turns.release(all[1]!);
    assert.deepEqual(granted, ['a', 'b', 'c']);
    turns.release(all[3]!);
    turns.release(all[0]!);
    assert.deepEqual(granted, ['a', 'b', 'c']);
    assert.equal(turns.held, 1);
  });

  it('grants anew at once what is held, and lets nobody wait twice', () => {
    const { turns, granted, turn } = turnsOf(1);
    const [a, b] = [turn('a'), turn('b')];
    for (const one of [a, a, b, b]) turns.request(one);
    assert.deepEqual(granted, ['a', 'a']);
    turns.release(a);
    turns.release(b);
    assert.deepEqual(granted, ['a', 'a', 'b']);
  });

  it('learns from a refusal how much room there is, and tries again after a while', async () => {
    const { time, turns, granted, turn } = turnsOf();
    const [a, b, c] = ['a', 'b', 'c'].map(turn) as [SessionRequest, SessionRequest, SessionRequest];
    for (const one of [a, b, c]) turns.request(one);
    assert.ok(turns.refused(b));
    assert.ok(turns.refused(c));
    assert.ok(!turns.refused(a), 'where no other session runs, the room is taken by somebody else');
    assert.deepEqual(granted, ['a', 'b', 'c']);
    turns.release(a);
    assert.deepEqual(granted, ['a', 'b', 'c', 'c']);
    await time.advance(10_000);
    assert.deepEqual(granted, ['a', 'b', 'c', 'c', 'b']);
    assert.equal(time.pendingTimers, 0);
  });

  it('opens no more when the server says that its room is used up', () => {
    const { turns, granted, turn } = turnsOf();
    const [a, b] = [turn('a'), turn('b')];
    turns.request(a);
    turns.noteUsage(1, 2);
    turns.noteUsage(2, 2);
    turns.request(b);
    assert.deepEqual(granted, ['a']);
    turns.release(a);
    assert.deepEqual(granted, ['a', 'b']);
  });
});
