import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultLimits } from '../../../nodes/lib/speech-api/limits';
import { SendWindow, windowBytes } from '../../../nodes/lib/speech-api/send-window';

describe('windowBytes', () => {
  it('is 10 s of raw audio, and 1 MiB of a file', () => {
    const raw = { type: 'raw', sample_rate: 16_000 } as const;
    assert.equal(windowBytes({ ...raw, encoding: 'pcm_s16le' }, defaultLimits), 320_000);
    assert.equal(windowBytes({ ...raw, encoding: 'pcm_f32le' }, defaultLimits), 640_000);
    assert.equal(windowBytes({ ...raw, encoding: 'mulaw' }, defaultLimits), 160_000);
    assert.equal(windowBytes({ type: 'file' }, defaultLimits), 1_048_576);
  });
});

describe('SendWindow', () => {
  it('gives room back as messages are acknowledged', () => {
    const window = new SendWindow(100, 10);
    window.add(60);
    window.add(30);
    assert.equal(window.room, 10);
    assert.equal(window.acknowledge(1), true);
    assert.equal(window.room, 70);
    assert.deepEqual([window.acknowledgedMessages, window.acknowledgedBytes, window.sentMessages], [1, 60, 2]);
  });

  it('has no room when too many messages are on their way, however small', () => {
    const window = new SendWindow(100, 2);
    window.add(1);
    window.add(1);
    assert.equal(window.room, 0);
    assert.equal(window.admits(1), false);
  });

  it('admits what is larger than itself only when nothing is on its way', () => {
    const window = new SendWindow(100, 10);
    assert.equal(window.admits(500), true);
    window.add(500);
    assert.equal(window.room, 0);
    assert.equal(window.admits(1), false);
    window.acknowledge(1);
    assert.equal(window.room, 100);
  });

  it('takes acknowledgements of more than was sent for all, and of less than before for nothing', () => {
    const window = new SendWindow(100, 10);
    assert.equal(window.acknowledge(5), false);
    window.add(10);
    window.add(10);
    assert.equal(window.acknowledge(900), true);
    assert.deepEqual([window.acknowledgedMessages, window.acknowledgedBytes], [2, 20]);
    assert.equal(window.acknowledge(1), false);
    assert.equal(window.acknowledge(-3), false);
    assert.deepEqual([window.acknowledgedMessages, window.sentMessages], [2, 2]);
  });

  it('is never exceeded, and counts right, whatever is sent and acknowledged', () => {
    const step = fc.record({ send: fc.integer({ min: 1, max: 150 }), acknowledge: fc.integer({ min: -5, max: 60 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (steps, maxMessages) => {
        const window = new SendWindow(100, maxMessages);
        const sent: number[] = [];
        let acknowledged = 0;
        const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
        for (const { send, acknowledge } of steps) {
          if (window.admits(send)) {
            window.add(send);
            sent.push(send);
          }
          const open = sent.slice(acknowledged);
          assert.ok(open.length <= maxMessages);
          assert.ok(sum(open) <= 100 || open.length === 1);
          const before = acknowledged;
          acknowledged = Math.max(acknowledged, Math.min(acknowledge, sent.length));
          assert.equal(window.acknowledge(acknowledge), acknowledged > before);
          assert.equal(window.sentMessages, sent.length);
          assert.equal(window.acknowledgedMessages, acknowledged);
          assert.equal(window.acknowledgedBytes, sum(sent.slice(0, acknowledged)));
          assert.equal(window.hasUnacknowledged, acknowledged < sent.length);
        }
      }),
    );
  });
});
