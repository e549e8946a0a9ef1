import type { Clock } from '../time/clock';

/** Limits attempts to one per interval on average, with bursts after a time without any (GCRA). */
export class AttemptBudget {
  /** The time at which all attempts so far would have been made at one per interval; milliseconds of the clock. */
  private spent = -Infinity;

  /**
   * @param interval milliseconds per attempt on average
   * @param burst attempts that may be made at once, 1 or more
   */
  constructor(
    private readonly clock: Clock,
    private readonly interval: number,
    private readonly burst: number,
  ) {}

  /** Milliseconds until an attempt is allowed; 0 when it is. */
  get wait(): number {
    const now = this.clock.now();
    // It is only later than that if the system clock was set back.
    this.spent = Math.min(this.spent, now + this.burst * this.interval);
    return Math.max(0, this.spent - (this.burst - 1) * this.interval - now);
  }

  /** Counts an attempt. */
  take(): void {
    this.spent = Math.max(this.spent, this.clock.now()) + this.interval;
  }
}
