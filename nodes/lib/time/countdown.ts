import type { Clock, Timer } from './clock';

/** A limit of time, with warnings before it is reached. It stands still until it is started. */
export class Countdown {
  private timer: Timer;
  /** Seconds before the end at which something happens, the end last. */
  private readonly marks: number[];

  /**
   * @param seconds at most 24 days, the longest that a timer can be set to
   * @param warnings at how many seconds before the end to warn; those that are not before the start are left out
   */
  constructor(
    private readonly clock: Clock,
    private readonly seconds: number,
    private readonly onEnd: () => void,
    private readonly warnings: { at: readonly number[]; warn: (left: number) => void } = { at: [], warn: () => {} },
  ) {
    this.marks = [...warnings.at.filter((left) => left < seconds).sort((a, b) => b - a), 0];
  }

  /** Starts, or starts again from the beginning. */
  start(): void {
    this.stop();
    this.wait(this.seconds, 0);
  }

  stop(): void {
    this.clock.clearTimeout(this.timer);
  }

  private wait(from: number, index: number): void {
    const left = this.marks[index];
    if (left === undefined) return;
    const reached = (): void => {
      this.wait(left, index + 1);
      if (left > 0) this.warnings.warn(left);
      else this.onEnd();
    };
    this.timer = this.clock.setTimeout(reached, (from - left) * 1000);
  }
}
