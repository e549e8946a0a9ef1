import { diagnose } from '../diagnostics/diagnostics';
import { Timeout } from '../time/timeout';
import type { Clock } from '../time/clock';
import { AttemptBudget } from './attempt-budget';
import type { ReconnectLimits } from './reconnect-limits';

/**
 * Why there is no session: one that ran broke off; none came of the attempt; the server has no room; another attempt can't
 * go better, which says nothing of the connection.
 */
export type Failure = 'lost' | 'refused' | 'busy' | 'fault';

/** One stream's wish for a connection. */
export interface ConnectionRequest {
  /** Milliseconds until something that waits would be lost; Infinity when nothing would. */
  patience(): number;
  /** It may connect, now; `attempt`: the number of the attempt. */
  allowed(attempt: number): void;
}

/** `step`: how far the pauses have grown. */
type State =
  | { name: 'well' }
  /**
   * No attempt for `delay` milliseconds from an epoch time on. `shortest`: least milliseconds between two attempts; `losing`:
   * since when audio is lost, milliseconds of the clock.
   */
  | { name: 'failing'; step: number; from: number; delay: number; shortest: number; losing?: number }
  /** A session has started, and nobody has to wait any more. */
  | { name: 'reopened'; step: number };

/**
 * When the streams of an appliance may connect: at once while all is well, and after a session that broke off; then with
 * growing pauses, none of which lasts until the audio of a stream that waits would be lost. It outlives streams, so that those
 * that follow don't hammer the server. What breaks off all sessions counts as one failure; then one stream tries, and the
 * others follow when it has a session. Over a long time there is one attempt a `pause` on average at most.
 */
export class ReconnectPolicy {
  private state: State = { name: 'well' };
  /** Numbers of the latest attempt, and of the latest one when a failure was counted. */
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

  /** Asks for an attempt: `allowed` is called when it may be made, perhaps from within the request. */
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
   * Counts an attempt that need not be asked for.
   *
   * @returns its number
   */
  began(): number {
    const { state } = this;
    this.latestAt = this.clock.now();
    if (state.name === 'failing') {
      this.budget.take();
      // Others wait for its result, but not if it hangs.
      this.state = { ...state, from: this.latestAt, delay: this.limits.backoff };
    }
    return (this.attempt += 1);
  }

  /** A session has started: nobody needs to wait. */
  started(): void {
    if (this.state.name === 'failing') this.state = { name: 'reopened', step: this.state.step };
    this.release();
  }

  /**
   * A session has ended well, or has said something new. One that was there before the latest failure says nothing of it.
   *
   * @param attempt the number of the attempt that it came of
   */
  succeeded(attempt: number): void {
    if (this.state.name !== 'well' && attempt <= this.failedAttempt) return;
    this.state = { name: 'well' };
    this.release();
  }

  /**
   * No session came of the attempt, or it was lost.
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

  /** Lets requests connect that may, the oldest first. */
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
   * Shortens the pause so that there are attempts, ever closer, before the seeker loses anything. If it loses some, pauses grow
   * with what is lost, so that they don't add half as much again.
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
    // Setting the system clock back must not make the pause longer.
    pause.from = Math.min(pause.from, now);
    return Math.max(0, pause.from + pause.delay - now);
  }

  private stepAfter(failure: Failure): number {
    const { state } = this;
    const first = failure === 'lost' ? 0 : 1;
    const step = state.name === 'well' ? first : state.step + 1;
    return failure === 'busy' ? Math.max(step, this.limits.firstPauses.length + 1) : step;
  }

  /** None, then the first pauses, then the usual one, which doubles. */
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
