import type { Clock, Timer } from './clock';

/** One deadline that can be set anew, so that each limit in force is one object and never two timers. */
export class Timeout {
  readonly #clock: Clock;
  #pending: { timer: Timer; due: number } | undefined;
  /** Later than the timer where the deadline was put off: it is set again when it goes off. */
  #deadline = 0;
  #callback: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the alarm is set and has not gone off. */
  get isSet(): boolean {
    return this.#pending !== undefined;
  }

  /** Calls `callback` after `delay` milliseconds, in place of what was set before. To put it off costs next to nothing. */
  set(delay: number, callback: () => void): void {
    this.#deadline = this.#clock.now() + delay;
    this.#callback = callback;
    if (this.#pending && this.#pending.due <= this.#deadline) return;
    this.clear();
    this.#start(delay);
  }

  clear(): void {
    if (this.#pending) this.#clock.clearTimeout(this.#pending.timer);
    this.#pending = undefined;
  }

  #start(delay: number): void {
    const due = this.#deadline;
    this.#pending = { timer: this.#clock.setTimeout(() => this.#wentOff(due), delay), due };
  }

  /** @param due for when the timer was set: clocks may be a little early, and are believed */
  #wentOff(due: number): void {
    this.#pending = undefined;
    if (this.#deadline > due) {
      this.#start(Math.max(0, this.#deadline - this.#clock.now()));
      return;
    }
    this.#callback();
  }
}
