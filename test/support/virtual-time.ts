import { createClock } from '@sinonjs/fake-timers';
import type { Clock } from '../../nodes/lib/time/clock';

/** Rounds of the event loop without traffic after which nothing more is under way in memory. */
const QUIET_ROUNDS = 4;

/**
 * A clock that stands still until it is told to move, for code that gets its clock passed in; nothing global is replaced.
 * It stops at every timer, and lets everything happen there that needs no time: connections in memory report their traffic
 * to it. Between two timers nothing can happen, so that an idle hour costs no more than an idle second.
 */
export class VirtualTime {
  readonly #fake = createClock();
  #traffic = 0;

  readonly clock: Clock = {
    now: () => this.#fake.now,
    date: () => this.#fake.now,
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

  /** Lets `milliseconds` pass, and settles at every timer on the way. */
  async advance(milliseconds: number): Promise<void> {
    await this.advanceWhile(() => true, milliseconds);
  }

  /** The same, but stops as soon as the condition does not hold any more. */
  async advanceWhile(condition: () => boolean, milliseconds: number): Promise<void> {
    await this.settle();
    let rest: 'left' | 'used' = milliseconds > 0 ? 'left' : 'used';
    const end = this.#fake.setTimeout(() => (rest = 'used'), milliseconds);
    while (rest === 'left' && condition()) {
      this.#fake.next();
      await this.settle();
    }
    this.#fake.clearTimeout(end);
    if (rest === 'left') return;
    // Those that are due at the very end, but were set later.
    this.#fake.tick(0);
    await this.settle();
  }
}
