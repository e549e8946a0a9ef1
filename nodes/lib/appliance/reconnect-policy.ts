import { diagnose } from '../diagnostics/diagnostics';
import { Timeout } from '../time/timeout';
import type { Clock } from '../time/clock';
import { AttemptBudget } from './attempt-budget';
import type { ReconnectLimits } from './reconnect-limits';

/**
 * Why there is no session. `lost`: one that ran was lost; `refused`: the attempt failed; `busy`: the server has no free
 * session; `fault`: a permanent error, which does not concern the connection.
 */
export type Failure = 'lost' | 'refused' | 'busy' | 'fault';

/** A stream's request for a connection. */
export interface ConnectionRequest {
  /** Milliseconds until waiting audio is lost; Infinity if none is. */
  patience(): number;
  /** Called when it may connect; `attempt`: the number of the attempt. */
  allowed(attempt: number): void;
}

/** `step`: how far the delays have grown. */
type State =
  | { name: 'well' }
  /**
   * No attempt for `delay` milliseconds from an epoch time on. `shortest`: minimum milliseconds between two attempts;
   * `losing`: when the loss of audio began, milliseconds of the clock.
   */
  | { name: 'failing'; step: number; from: number; delay: number; shortest: number; losing?: number }
  /** A session has started: no stream has to wait any more. */
  | { name: 'reopened'; step: number };

/**
 * Decides when the streams of an appliance may connect: at once without failures, and after the loss of a session; then with
 * growing delays, which are shortened before a stream loses waiting audio. It outlives streams, so that later ones don't
 * hammer the server. The simultaneous loss of many sessions counts as one failure; then one stream tries, and the others
 * follow when it has a session. On average there is at most one attempt per `backoff`.
 */
export class ReconnectPolicy {
  private state: State = { name: 'well' };
  /** Numbers of the latest attempt, and of the latest one at the last counted failure. */
  private attempt = 0;
  private failedAttempt = 0;
  private latestAt = -Infinity;
  private readonly seekers = new Set<ConnectionRequest>();
  private readonly budget: AttemptBudget;
  private readonly alarm: Timeout;

  /** @param random 0 to 1; spreads the attempts of many appliances' users */
  constructor(
    private readonly clock: Clock,
    private readonly limits: ReconnectLimits,
    private readonly random: () => number = Math.random,
  ) {
    this.budget = new AttemptBudget(clock, limits.backoff, limits.burst);
    this.alarm = new Timeout(clock);
  }

  /** Milliseconds until the next attempt is allowed; 0 when it is. */
  get wait(): number {
    return this.state.name === 'failing' ? Math.max(this.pauseLeft(this.state), this.budget.wait) : 0;
  }

  /** Number of the latest attempt. */
  get latest(): number {
    return this.attempt;
  }

  /** Requests an attempt: `allowed` is called when it may be made, perhaps synchronously. */
  request(seeker: ConnectionRequest): void {
    this.seekers.add(seeker);
    this.hastenFor(seeker);
    this.release();
  }

  /** Withdraws a request: the connection is no longer wanted. */
  withdraw(seeker: ConnectionRequest): void {
    this.seekers.delete(seeker);
    if (this.seekers.size === 0) this.alarm.clear();
  }

  /**
   * Counts an attempt that needs no request.
   *
   * @returns its number
   */
  began(): number {
    const { state } = this;
    this.latestAt = this.clock.now();
    if (state.name === 'failing') {
      this.budget.take();
      // Others wait for its result, but not forever.
      this.state = { ...state, from: this.latestAt, delay: this.limits.backoff };
    }
    return (this.attempt += 1);
  }

  /** Notes that a session has started: no stream needs to wait. */
  started(): void {
    if (this.state.name === 'failing') this.state = { name: 'reopened', step: this.state.step };
    this.release();
  }

  /**
   * Notes that a session has completed, or sent a new final. A session older than the latest failure does not count.
   *
   * @param attempt the number of the attempt that opened the session
   */
  succeeded(attempt: number): void {
    if (this.state.name !== 'well' && attempt <= this.failedAttempt) return;
    this.state = { name: 'well' };
    this.release();
  }

  /**
   * Notes that the attempt failed, or that its session was lost.
   *
   * @param attempt its number
   */
  failed(attempt: number, failure: Failure): void {
    const { state } = this;
    if (state.name !== 'well' && attempt <= this.failedAttempt) return;
    if (state.name === 'well' && failure === 'fault') return;
    this.failedAttempt = this.attempt;
    const step = this.stepAfter(failure);
    const shortest = failure === 'busy' ? this.limits.backoff : this.limits.firstPauses[0];
    const losing = state.name === 'failing' ? state.losing : undefined;
    this.state = { name: 'failing', step, from: this.latestAt, delay: this.pauseOf(step), shortest, losing };
    for (const seeker of this.seekers) this.hastenFor(seeker);
    diagnose(undefined, 'back_off', () => ({ attempt, failure, wait: this.wait / 1000 }));
    this.release();
  }

  /** Grants the requests that may connect, oldest first. */
  private release(): void {
    this.alarm.clear();
    for (let [seeker] = this.seekers; seeker; [seeker] = this.seekers) {
      const { wait } = this;
      if (wait > 0) {
        this.alarm.set(wait, () => this.release());
        return;
      }
      this.seekers.delete(seeker);
      seeker.allowed(this.began());
    }
  }

  /**
   * Shortens the delay so that there are attempts, at decreasing intervals, before the seeker loses audio. Once it does, delays
   * grow in proportion to the loss, so that they add at most half of it.
   */
  private hastenFor(seeker: ConnectionRequest): void {
    const { state, limits } = this;
    if (state.name !== 'failing') return;
    const now = this.clock.now();
    const left = seeker.patience() - limits.handshake;
    if (left <= 0) state.losing = Math.min(state.losing ?? now, now);
    const lost = state.losing === undefined ? 0 : now - state.losing;
    const cap = left > 0 ? Math.max(state.shortest, left / 2) : Math.max(this.jittered(limits.backoff), lost / 2);
    if (cap < this.pauseLeft(state)) this.state = { ...state, from: now, delay: cap };
  }

  private pauseLeft(pause: { from: number; delay: number }): number {
    const now = this.clock.now();
    // Setting the system clock back must not extend the delay.
    pause.from = Math.min(pause.from, now);
    return Math.max(0, pause.from + pause.delay - now);
  }

  private stepAfter(failure: Failure): number {
    const { state } = this;
    const first = failure === 'lost' ? 0 : 1;
    const step = state.name === 'well' ? first : state.step + 1;
    return failure === 'busy' ? Math.max(step, this.limits.firstPauses.length + 1) : step;
  }

  /** The delay of a step: none, then `firstPauses`, then `backoff`, doubling. */
  private pauseOf(step: number): number {
    const { firstPauses, backoff: pause, longestBackoff: longestPause } = this.limits;
    if (step === 0) return 0;
    const doublings = step - 1 - firstPauses.length;
    return this.jittered(firstPauses[step - 1] ?? Math.min(pause * 2 ** doublings, longestPause));
  }

  private jittered(pause: number): number {
    return pause * (1 + this.random() / 4);
  }
}
