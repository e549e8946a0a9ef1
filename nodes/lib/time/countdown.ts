import type { Clock, Timer } from './clock';

/** A time limit with warnings before it is reached. */
export class Countdown {
  private timer: Timer;
  /** Seconds before the end at which a warning is due, and 0 for the end. */
  private readonly marks: number[];

  /**
   * @param seconds at most 24 days, the maximum of a timer
   * @param warnings seconds before the end at which to warn; longer ones than the limit are ignored
   */
  constructor(
    private readonly clock: Clock,
    private readonly seconds: number,
    private readonly onEnd: () => void,
    private readonly warnings: { at: readonly number[]; warn: (left: number) => void } = { at: [], warn: () => {} },
  ) {
    this.marks = [...warnings.at.filter((left) => left < seconds).sort((a, b) => b - a), 0];
  }

  /** Starts, or restarts. */
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
