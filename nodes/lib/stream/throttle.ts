import type { Clock, Timer } from '../speech-api/clock';

/** Passes values on at a bounded rate: the first at once, then the latest one each time the interval is over. */
export class Throttle<Value> {
  private timer: Timer;
  private waiting: { value: Value } | undefined;

  /** @param interval milliseconds between two values */
  constructor(
    private readonly clock: Clock,
    private readonly interval: number,
    private readonly pass: (value: Value) => void,
  ) {}

  push(value: Value): void {
    if (this.timer === undefined) this.passNow(value);
    else this.waiting = { value };
  }

  /** Drops what waits. */
  stop(): void {
    this.clock.clearTimeout(this.timer);
    this.waiting = undefined;
  }

  private passNow(value: Value): void {
    this.timer = this.clock.setTimeout(() => {
      this.timer = undefined;
      const { waiting } = this;
      this.waiting = undefined;
      if (waiting) this.passNow(waiting.value);
    }, this.interval);
    this.pass(value);
  }
}
