import assert from 'node:assert/strict';
import type { AudioHold } from '../../../nodes/lib/message/audio-hold';
import { Delivery, type Pace } from '../../../nodes/lib/source/delivery';
import { VirtualTime } from '../../support/virtual-time';

describe('source/delivery', () => {
  let time: VirtualTime;
  let sent: number[];
  let holds: AudioHold[];
  let told: string[];

  function open(pace: Pace): Delivery<number> {
    time = new VirtualTime();
    sent = [];
    holds = [];
    told = [];
    return new Delivery<number>(pace, time.clock, {
      send: (packet, hold) => {
        sent.push(packet);
        holds.push(hold);
      },
      hold: (isHeld) => told.push(isHeld ? 'hold' : 'go on'),
      drained: () => told.push('drained'),
    });
  }

  const push = (delivery: Delivery<number>, count: number): void => {
    for (let packet = 0; packet < count; packet += 1) delivery.push(packet);
  };

  it('lets live audio out as it comes', () => {
    const delivery = open('live');
    push(delivery, 100);
    delivery.finish();
    assert.equal(sent.length, 100);
    assert.deepEqual(told, ['drained']);
  });

  it('holds live audio that keeps coming faster than it lasts, as a file does', async () => {
    const delivery = open('live');
    push(delivery, 1000);
    assert.deepEqual(told, ['hold']);
    assert.ok(sent.length > 300 && sent.length < 400, `${sent.length}`);
    const burst = sent.length;
    await time.advance(10_000);
    assert.ok(Math.abs(sent.length - burst - 110) < 3, `${sent.length - burst}`);
    await time.advance(60_000);
    assert.deepEqual([told, sent.length], [['hold', 'go on'], 1000]);
  });

  it('never holds a device whose clock is fast, nor what comes in bursts', async () => {
    const delivery = open('live');
    for (let segment = 0; segment < 900; segment += 1) {
      push(delivery, 101);
      await time.advance(10_000);
    }
    assert.deepEqual([told, sent.length], [[], 90_900]);
  });

  it('lets a packet out every 100 ms in real time, and holds the feed meanwhile', async () => {
    const delivery = open('real');
    push(delivery, 21);
    delivery.finish();
    assert.equal(told[0], 'hold');
    await time.advance(1000);
    assert.equal(sent.length, 11);
    await time.advance(1000);
    assert.equal(sent.length, 21);
    assert.deepEqual(told, ['hold', 'go on', 'drained']);
    assert.equal(time.pendingTimers, 0);
  });

  it('does not catch up what was paused', async () => {
    const delivery = open('real');
    push(delivery, 50);
    await time.advance(1000);
    delivery.pause();
    await time.advance(10_000);
    assert.equal(sent.length, 11);
    delivery.resume();
    await time.advance(100);
    assert.ok(sent.length <= 13, `${sent.length}`);
  });

  it('has at most ten seconds under way when nobody says that it was taken', async () => {
    const delivery = open('fast');
    push(delivery, 500);
    assert.equal(sent.length, 100);
    await time.advance(100);
    assert.equal(sent.length, 200);
  });

  it('waits for everybody who holds a packet', async () => {
    const delivery = open('fast');
    push(delivery, 150);
    const releases = holds.flatMap((hold) => [hold(), hold()]);
    await time.advance(60_000);
    assert.equal(sent.length, 100);
    releases[0]!();
    releases[0]!();
    assert.equal(sent.length, 100, 'one of two still holds it');
    releases[1]!();
    assert.equal(sent.length, 101);
    delivery.finish();
    for (const release of releases) release();
    await time.advance(100);
    assert.deepEqual([sent.length, told.at(-1)], [150, 'drained']);
  });

  it('lets nothing out after it was closed', async () => {
    for (const pace of ['live', 'real', 'fast'] as const) {
      const delivery = open(pace);
      push(delivery, 200);
      const before = sent.length;
      delivery.close();
      push(delivery, 10);
      await time.advance(60_000);
      assert.equal(sent.length, before, pace);
      assert.equal(time.pendingTimers, 0, pace);
    }
  });
});
