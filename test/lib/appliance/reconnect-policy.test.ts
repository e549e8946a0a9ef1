import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ReconnectPolicy, type Failure, type ConnectionRequest } from '../../../nodes/lib/appliance/reconnect-policy';
import { defaultStreamLimits } from '../../../nodes/lib/stream/stream-limits';
import { VirtualTime } from '../../support/virtual-time';

const SECOND = 1000;

/** One who asks again after each failure, as a stream does, and writes down when it may try. */
class TestSeeker implements ConnectionRequest {
  readonly times: number[] = [];
  readonly numbers: number[] = [];

  /** @param queueEnd when its queue is full, milliseconds */
  constructor(
    private readonly time: VirtualTime,
    private readonly queueEnd = Infinity,
    private readonly then: (attempt: number) => void = () => {},
  ) {}

  patience(): number {
    return this.queueEnd - this.time.clock.now();
  }

  allowed(attempt: number): void {
    this.times.push(this.time.clock.now());
    this.numbers.push(attempt);
    this.then(attempt);
  }
}

describe('appliance/reconnect-policy', () => {
  function attemptsOf(random = 0): { attempts: ReconnectPolicy; time: VirtualTime } {
    const time = new VirtualTime();
    return { time, attempts: new ReconnectPolicy(time.clock, defaultStreamLimits, () => random) };
  }

  /** Seconds at which a stream tries that loses its session at 0, and to which the server answers nothing. */
  async function timesOf(seconds: number, queue: number, options: { random?: number; failure?: Failure } = {}) {
    const { attempts, time } = attemptsOf(options.random);
    const first = attempts.began();
    const seeker: TestSeeker = new TestSeeker(time, queue * SECOND, (attempt) => {
      // As a connection that is refused: not within the call.
      time.clock.setTimeout(() => {
        attempts.failed(attempt, options.failure ?? 'refused');
        attempts.request(seeker);
      }, 0);
    });
    attempts.failed(first, 'lost');
    attempts.request(seeker);
    await time.advance(seconds * SECOND);
    attempts.withdraw(seeker);
    assert.equal(time.pendingTimers, 0);
    return seeker.times.map((at) => at / SECOND);
  }

  it('lets sessions that go well follow each other at once', () => {
    const { attempts, time } = attemptsOf();
    const seeker = new TestSeeker(time, Infinity, (attempt) => attempts.succeeded(attempt));
    for (let count = 0; count < 3; count += 1) attempts.request(seeker);
    assert.deepEqual(seeker.times, [0, 0, 0]);
  });

  it('tries at once after a loss, then after 1, 2 and 5 s, and ever later up to a minute where nothing would be lost', async () => {
    assert.deepEqual(await timesOf(300, Infinity), [0, 1, 3, 8, 18, 38, 78, 138, 198, 258]);
    const late = await timesOf(300, Infinity, { random: 1 });
    assert.deepEqual(late.slice(0, 5), [0, 1.25, 3.75, 10, 22.5]);
  });

  it('tries ever closer before a queue is full, and then as fast as what is lost grows', async () => {
    const times = await timesOf(3600, 60);
    assert.deepEqual(times.slice(0, 6), [0, 1, 3, 8, 18, 38]);
    const late = times.filter((at) => at > 40 && at <= 60);
    assert.ok(late.length >= 5 && late.at(-1)! >= 58, late.join());
    for (const [index, at] of times.entries()) {
      const pause = times[index + 1]! - at;
      if (at > 60 && index < times.length - 1)
        assert.ok(pause >= 4.9 && pause <= Math.max(6, (at - 50) / 2), `${pause} s at ${at}`);
    }
    assert.ok(times.length < 85, `${times.length} attempts in an hour`);
  });

  it('finds every server in time that is back before the queue is full, whatever the queue and the lot', async () => {
    const cases = fc.record({
      queue: fc.integer({ min: 5, max: 600 }),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ queue, random, part }) => {
        const times = await timesOf(queue + 10, queue, { random });
        const back = part * (queue - 2.5);
        const found = times.find((at) => at >= back)!;
        assert.ok(found <= queue, `back at ${back}, found at ${found} of ${queue} s: ${times.join()}`);
      }),
      { numRuns: 100 },
    );
  });

  it('makes one attempt in 5 s on average at most, however often sessions break off', async () => {
    const failures = fc.array(fc.constantFrom<Failure | 'well'>('lost', 'refused', 'busy', 'fault', 'well'), {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(failures, async (list) => {
        const { attempts, time } = attemptsOf();
        let count = 0;
        const seeker: TestSeeker = new TestSeeker(time, 20 * SECOND, (attempt) => {
          const failure = list[(count += 1) % list.length]!;
          time.clock.setTimeout(() => {
            attempts.started();
            if (failure === 'well') attempts.succeeded(attempt);
            attempts.failed(attempt, failure === 'well' ? 'lost' : failure);
            attempts.request(seeker);
          }, 1);
        });
        attempts.failed(attempts.began(), 'lost');
        attempts.request(seeker);
        await time.advance(200 * SECOND);
        assert.ok(seeker.times.length <= 200 / 5 + defaultStreamLimits.burst, `${seeker.times.length} attempts`);
        attempts.withdraw(seeker);
      }),
      { numRuns: 50 },
    );
  });

  it('gives a server that has no room 5 s and more', async () => {
    const times = await timesOf(60, Infinity, { failure: 'busy' });
    assert.deepEqual(times, [0, 5, 15, 35]);
    const urgent = await timesOf(20, 15, { failure: 'busy' });
    assert.ok(
      urgent.every((at, index) => index === 0 || at - urgent[index - 1]! >= 5),
      urgent.join(),
    );
  });

  it('lets one stream try, the next one in 5 s, and all when one has a session', async () => {
    const { attempts, time } = attemptsOf();
    attempts.failed(attempts.began(), 'lost');
    const seekers = Array.from({ length: 50 }, () => new TestSeeker(time));
    for (const seeker of seekers) attempts.request(seeker);
    const tried = (): number => seekers.filter(({ times }) => times.length > 0).length;
    assert.equal(tried(), 1);
    await time.advance(4999);
    assert.equal(tried(), 1);
    await time.advance(1);
    assert.equal(tried(), 2);
    attempts.started();
    assert.equal(tried(), 50);
    assert.equal(time.pendingTimers, 0);
  });

  it('hurries for the one whose queue is full first', async () => {
    const { attempts, time } = attemptsOf();
    const patient = new TestSeeker(time);
    for (let count = 0; count < 7; count += 1) attempts.failed(attempts.began(), 'refused');
    attempts.request(patient);
    const urgent = new TestSeeker(time, 15 * SECOND);
    attempts.request(urgent);
    await time.advance(15 * SECOND);
    assert.equal(patient.times.length, 1, 'it has waited longest');
    assert.equal(urgent.times.length, 1);
  });

  it('forgets who wants no connection any more', async () => {
    const { attempts, time } = attemptsOf();
    attempts.failed(attempts.began(), 'refused');
    const seeker = new TestSeeker(time);
    attempts.request(seeker);
    attempts.withdraw(seeker);
    assert.equal(time.pendingTimers, 0);
    await time.advance(60 * SECOND);
    assert.deepEqual(seeker.times, []);
  });

  it('counts what breaks off all sessions once', () => {
    const { attempts, time } = attemptsOf();
    const sessions = [attempts.began(), attempts.began(), attempts.began()];
    for (const session of sessions) attempts.failed(session, 'lost');
    assert.equal(attempts.wait, 0);
    attempts.request(new TestSeeker(time));
    attempts.failed(attempts.latest, 'refused');
    assert.equal(attempts.wait, SECOND);
  });

  it('is not slowed down by settings that a server which is well refuses', () => {
    const { attempts } = attemptsOf();
    attempts.failed(attempts.began(), 'fault');
    assert.equal(attempts.wait, 0);
  });

  it('goes on to wait whatever a session says that was there before the failure', () => {
    const { attempts } = attemptsOf();
    const [healthy, lost] = [attempts.began(), attempts.began()];
    attempts.failed(lost, 'refused');
    attempts.succeeded(healthy);
    assert.equal(attempts.wait, SECOND);
  });

  it('waits no longer when the clock is set back', () => {
    let now = 9_000_000;
    const clock = { now: () => now, date: () => now, setTimeout: () => undefined, clearTimeout: () => {} };
    const attempts = new ReconnectPolicy(clock, defaultStreamLimits, () => 0);
    attempts.failed(attempts.began(), 'refused');
    now = 0;
    assert.equal(attempts.wait, SECOND);
    now = SECOND;
    assert.equal(attempts.wait, 0);
  });
});
