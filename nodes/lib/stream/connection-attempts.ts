import type { Clock } from '../speech-api/clock';

/** Milliseconds from one connection attempt to the next, once one has failed (protocol reference section 1.8). */
const PAUSE = 5000;

/** Keeps a stream, and the streams after it, from hammering a server that just failed. */
export class ConnectionAttempts {
  private latest = -Infinity;
  private outcome: 'good' | 'bad' = 'good';

  constructor(private readonly clock: Clock) {}

  /** Milliseconds until the next attempt is allowed; 0 when it is. */
  get wait(): number {
    if (this.outcome === 'good') return 0;
    // A system clock that is set back must not make a pause of hours.
    return Math.min(PAUSE, Math.max(0, this.latest + PAUSE - this.clock.now()));
  }

  began(): void {
    this.latest = this.clock.now();
  }

  /** A session runs. */
  succeeded(): void {
    this.outcome = 'good';
  }

  /** No session came of the attempt, or it was lost. */
  failed(): void {
    this.outcome = 'bad';
  }
}
