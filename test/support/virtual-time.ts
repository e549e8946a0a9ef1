import { createClock } from '@sinonjs/fake-timers';
import type { Clock } from '../../nodes/lib/speech-api/clock';

/** Rounds of the event loop without traffic after which nothing more is under way in memory. */
const QUIET_ROUNDS = 4;

/** Milliseconds of virtual time between two looks at what happened. */
const STEP = 100;

/**
 * A clock that stands still until it is told to move, for code that gets its clock passed in; nothing global is replaced.
 * Between its steps it lets everything happen that needs no time: connections in memory report their traffic to it.
 */
export class VirtualTime {
  readonly #fake = createClock();
  #traffic = 0;

  readonly clock: Clock = {
    now: () => this.#fake.now,
    setTimeout: (callback, delay) => this.#fake.setTimeout(callback, delay),
    clearTimeout: (timer) => {
      this.#fake.clearTimeout(timer as number);
    },
  };

  /** Timers that are set: 0 when nothing is left running. */
  get pendingTimers(): number {
    return this.#fake.countTimers();
  }

  /** To be called for everything that passes between the tested parts. */
  readonly noteTraffic = (): void => {
    this.#traffic += 1;
  };

  /** Waits until all that is under way has arrived and been answered. */
  async settle(): Promise<void> {
    let before: number;
    do {
      before = this.#traffic;
      for (let round = 0; round < QUIET_ROUNDS; round += 1) await new Promise(setImmediate);
    } while (this.#traffic !== before);
  }

  /** Lets `milliseconds` pass, in small steps, and settles after each. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#fake.now + milliseconds;
    await this.settle();
    while (this.#fake.now < end) {
      this.#fake.tick(Math.min(this.#fake.now + STEP, end) - this.#fake.now);
      await this.settle();
    }
  }
}
