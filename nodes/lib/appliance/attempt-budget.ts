import type { Clock } from '../time/clock';

/** Limits attempts to one an interval over a long time, with some at once where there were none for a while (GCRA). */
export class AttemptBudget {
  /** When all attempts so far would have been made, one an interval; milliseconds of the clock. */
  private spent = -Infinity;

  /**
   * @param interval milliseconds for each attempt on average
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
    // More than that is never owed: the system clock was set back.
    this.spent = Math.min(this.spent, now + this.burst * this.interval);
    return Math.max(0, this.spent - (this.burst - 1) * this.interval - now);
  }

  /** Counts an attempt. */
  take(): void {
    this.spent = Math.max(this.spent, this.clock.now()) + this.interval;
  }
}
