import type { Clock, Timer } from './clock';

/** One timer that can be set anew, so that each limit in force is one object and never two timers. */
export class Timeout {
  readonly #clock: Clock;
  #pending: { timer: Timer } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the alarm is set and has not gone off. */
  get isSet(): boolean {
    return this.#pending !== undefined;
  }

  /** Calls `callback` after `delay` milliseconds, in place of what was set before. */
  set(delay: number, callback: () => void): void {
    this.clear();
    const timer = this.#clock.setTimeout(() => {
      this.#pending = undefined;
      callback();
    }, delay);
    this.#pending = { timer };
  }

  clear(): void {
    if (this.#pending) this.#clock.clearTimeout(this.#pending.timer);
    this.#pending = undefined;
  }
}
