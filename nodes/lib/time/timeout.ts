import type { Clock, Timer } from './clock';

/** A deadline that can be set again, so that one limit never has two timers. */
export class Timeout {
  readonly #clock: Clock;
  #pending: { timer: Timer; due: number } | undefined;
  /** Later than the timer if the deadline was postponed: then the timer is set again when it fires. */
  #deadline = 0;
  #callback: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether a deadline is pending. */
  get isSet(): boolean {
    return this.#pending !== undefined;
  }

  /** Calls `callback` after `delay` milliseconds, replacing any earlier deadline. Postponing is cheap. */
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

  /** @param due when the timer should fire: it may do so a little early */
  #wentOff(due: number): void {
    this.#pending = undefined;
    if (this.#deadline > due) {
      this.#start(Math.max(0, this.#deadline - this.#clock.now()));
      return;
    }
    this.#callback();
  }
}
