import type { Clock } from '../time/clock';
import type { CodedError } from '../errors/coded-error';
import type { StreamLimits } from './stream-limits';

type State =
  | { name: 'well' }
  | { name: 'failing' }
  /** No attempt for `delay` milliseconds from an epoch time on; audio is refused meanwhile, unless an attempt is forced. */
  | { name: 'resting'; faults: number; reason: CodedError; from: number; delay: number; audio: 'refused' | 'kept' };

/** The cooldown of a node's streams after a permanent error. Tracks which failures have been reported. */
export class Cooldown {
  private state: State = { name: 'well' };
  private failedAttempt = 0;

  constructor(
    private readonly clock: Clock,
    private readonly limits: Pick<StreamLimits, 'cooldown' | 'longestCooldown' | 'firstPauses' | 'backoff'>,
  ) {}

  /** Milliseconds until the cooldown is over; 0 if there is none. */
  get rest(): number {
    if (this.state.name !== 'resting') return 0;
    const now = this.clock.now();
    // Setting the system clock back must not make the cooldown longer.
    this.state.from = Math.min(this.state.from, now);
    return Math.max(0, this.state.from + this.state.delay - now);
  }

  /** The error that caused the cooldown. */
  get fault(): CodedError | undefined {
    return this.state.name === 'resting' ? this.state.reason : undefined;
  }

  /** Why audio is refused for now. */
  get refusal(): CodedError | undefined {
    if (this.state.name !== 'resting' || this.state.audio === 'kept' || this.rest === 0) return undefined;
    return this.state.reason;
  }

  /**
   * Notes that an attempt failed, or its session was lost.
   *
   * @param attempt its number
   * @param latest the number of the latest attempt
   * @param fault whether the error is permanent: audio is refused for a while
   * @returns whether to report it: the first failure after a success, or a permanent error after other failures
   */
  failed(attempt: number, latest: number, reason: CodedError, fault: boolean): boolean {
    const { name } = this.state;
    const isCounted = name !== 'well' && attempt <= this.failedAttempt;
    if (isCounted && (!fault || name === 'resting')) return false;
    this.failedAttempt = latest;
    this.state = fault ? this.resting(reason) : { name: 'failing' };
    return name === 'well' || (name === 'failing' && fault);
  }

  /**
   * Notes that a session has completed, or sent a new final. A session older than the latest failure does not count.
   *
   * @param attempt the number of the attempt that opened the session
   */
  succeeded(attempt: number): void {
    if (attempt > this.failedAttempt) this.state = { name: 'well' };
  }

  /**
   * Allows an attempt before the cooldown is over, after a short delay that grows with each further error. Audio waits for it.
   */
  forceAttempt(): void {
    if (this.state.name !== 'resting') return;
    const { firstPauses, backoff: pause } = this.limits;
    const delay = Math.min(firstPauses[0] * 2 ** (this.state.faults - 1), pause);
    this.state = { ...this.state, delay, audio: 'kept' };
  }

  /** Clears all failures, since their cause may have been fixed. */
  reset(): void {
    this.state = { name: 'well' };
  }

  private resting(reason: CodedError): State {
    const faults = this.state.name === 'resting' ? this.state.faults + 1 : 1;
    const delay = Math.min(this.limits.cooldown * 2 ** (faults - 1), this.limits.longestCooldown);
    return { name: 'resting', faults, reason, from: this.clock.now(), delay, audio: 'refused' };
  }
}
