import type { Clock } from '../speech-api/clock';

/** Milliseconds between a failure and the next connection attempt at the least. */
const PAUSE = 5000;

/** Keeps a stream, and the streams after it, from hammering a server that just failed. */
export class ConnectionAttempts {
  private last = -Infinity;
  private failed = false;

  constructor(private readonly clock: Clock) {}

  /** Milliseconds until the next attempt is allowed; 0 when it is. */
  get wait(): number {
    return this.failed ? Math.max(0, this.last + PAUSE - this.clock.now()) : 0;
  }

  began(): void {
    this.last = this.clock.now();
  }

  ended(how: 'well' | 'badly'): void {
    this.failed = how === 'badly';
  }
}
