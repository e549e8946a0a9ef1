import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Timeout } from '../../../nodes/lib/time/timeout';
import { VirtualTime } from '../../support/virtual-time';

describe('time/timeout', () => {
  it('goes off when it was last set to, however it was put off, brought forward and cleared', async () => {
    const delay = fc.integer({ min: 0, max: 50 });
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), delay }),
      fc.record({ kind: fc.constant('clear' as const), delay }),
      fc.record({ kind: fc.constant('wait' as const), delay }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const time = new VirtualTime();
        const timeout = new Timeout(time.clock);
        const [went, expected]: [number[], number[]] = [[], []];
        let due: number | undefined;
        const pass = async (milliseconds: number): Promise<void> => {
          const end = time.clock.now() + milliseconds;
          if (due !== undefined && due <= end) {
            expected.push(due);
            due = undefined;
          }
          await time.advance(milliseconds);
        };
        for (const { kind, delay } of [...steps, { kind: 'wait', delay: 100 } as const]) {
          if (kind === 'wait') await pass(delay);
          else if (kind === 'clear') timeout.clear();
          else timeout.set(delay, () => went.push(time.clock.now()));
          if (kind === 'clear') due = undefined;
          if (kind === 'set') due = time.clock.now() + delay;
          assert.equal(timeout.isSet, due !== undefined);
        }
        assert.deepEqual(went, expected);
      }),
    );
  });

  it('sets one timer, however often it is put off', async () => {
    const time = new VirtualTime();
    let timers = 0;
    const setTimer = time.clock.setTimeout.bind(time.clock);
    const clock = {
      ...time.clock,
      setTimeout: (...timer: Parameters<typeof setTimer>) => (timers++, setTimer(...timer)),
    };
    const timeout = new Timeout(clock);
    for (let count = 0; count < 1000; count += 1) timeout.set(1000 + count, () => {});
    assert.equal(timers, 1);
    await time.advance(5000);
    assert.equal(timeout.isSet, false);
    assert.equal(timers, 2);
  });
});
