import type { Clock } from '../speech-api/clock';
import type { StreamError } from './stream-error';
import type { StreamLimits } from './stream-limits';

/** Why there is no session: one that ran broke off; none came of the attempt; another attempt can't go better. */
export type Failure = 'lost' | 'refused' | 'fault';

/** Milliseconds without an attempt, from an epoch time on. */
interface Pause {
  from: number;
  delay: number;
}

type State =
  | { name: 'well' }
  | ({ name: 'failing'; failures: number } & Pause)
  /** Audio is refused until the pause is over. */
  | ({ name: 'resting'; faults: number; reason: StreamError } & Pause);

/**
 * When the streams of a node may connect: at once after a session that did well, then with growing pauses, and after a
 * fault that does not heal by itself hardly ever. It outlives streams, so that those that follow don't hammer the server.
 * What breaks off all sessions of a node counts as one failure; then one stream tries, and the others follow when it has a
 * session.
 */
export class ConnectionAttempts {
  private state: State = { name: 'well' };
  /** Numbers of the latest attempt, and of the latest one when a failure was counted. */
  private attempt = 0;
  private failedAttempt = 0;
  private latest: { at: number; kind: 'prompt' | 'paced' } = { at: -Infinity, kind: 'paced' };

  /** @param random 0 to 1; spreads the attempts of many nodes */
  constructor(
    private readonly clock: Clock,
    private readonly limits: Pick<StreamLimits, 'pause' | 'longestPause' | 'rest' | 'longestRest'>,
    private readonly random: () => number = Math.random,
  ) {}

  /** Milliseconds until the next attempt is allowed; 0 when it is. */
  get wait(): number {
    if (this.state.name === 'well') return 0;
    const { from, delay } = this.state;
    // A system clock that is set back must not make the pause longer.
    return Math.min(delay, Math.max(0, from + delay - this.clock.now()));
  }

  /** Why audio is refused for now. */
  get refusal(): StreamError | undefined {
    return this.state.name === 'resting' && this.wait > 0 ? this.state.reason : undefined;
  }

  /** @returns the number of the attempt, for `failed` */
  began(): number {
    const now = this.clock.now();
    const isPrompt = this.state.name !== 'well' && now - this.latest.at < this.limits.pause;
    this.latest = { at: now, kind: isPrompt ? 'prompt' : 'paced' };
    if (this.state.name === 'failing') this.state = { ...this.state, from: now };
    return (this.attempt += 1);
  }

  /** A session has started: other streams need not wait. */
  started(): void {
    if (this.state.name === 'failing') this.state = { ...this.state, delay: 0 };
  }

  /**
   * A session has ended well, or has said something new. One that was there before the latest failure says nothing of it.
   *
   * @param attempt the number of the attempt that it came of
   */
  succeeded(attempt: number): void {
    if (this.state.name !== 'well' && attempt <= this.failedAttempt) return;
    this.state = { name: 'well' };
  }

  /**
   * No session came of the attempt, or it was lost.
   *
   * @param attempt its number
   * @returns whether that is news: the first failure after a success, or a fault after other failures
   */
  failed(attempt: number, failure: Failure, reason: StreamError): boolean {
    const before = this.state.name;
    const isCounted = before !== 'well' && attempt <= this.failedAttempt;
    if (isCounted && (failure !== 'fault' || before === 'resting')) return false;
    this.failedAttempt = this.attempt;
    this.state = this.afterFailure(failure, reason);
    return before === 'well' || (before === 'failing' && failure === 'fault');
  }

  /** Somebody asks for an attempt: a rest is over, at once unless the latest attempt came early too; pauses are not. */
  insist(): void {
    if (this.state.name !== 'resting') return;
    const delay = this.latest.kind === 'paced' ? 0 : this.limits.pause;
    this.state = { ...this.state, from: this.latest.at, delay };
  }

  private afterFailure(failure: Failure, reason: StreamError): State {
    const { clock, limits, state } = this;
    if (failure === 'fault') {
      const faults = state.name === 'resting' ? state.faults + 1 : 1;
      const rest = Math.min(limits.rest * 2 ** (faults - 1), limits.longestRest);
      return { name: 'resting', faults, reason, from: clock.now(), delay: rest };
    }
    const failures = state.name === 'failing' ? state.failures + 1 : 1;
    const isFirst = failures === 1 && failure === 'lost' && this.latest.kind === 'paced';
    return { name: 'failing', failures, from: this.latest.at, delay: isFirst ? 0 : this.pauseAfter(failures) };
  }

  private pauseAfter(failures: number): number {
    const { pause, longestPause } = this.limits;
    // The first of several failures was followed by an attempt at once, or by the shortest pause.
    const growing = Math.min(pause * 2 ** Math.max(0, failures - 2), longestPause);
    return growing * (1 + this.random() / 4);
  }
}
