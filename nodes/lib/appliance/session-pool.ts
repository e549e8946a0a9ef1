import { diagnose } from '../diagnostics/diagnostics';
import { Timeout } from '../time/timeout';
import type { Clock } from '../time/clock';

/** A stream's request for a session: `granted` is called when it is its turn, perhaps synchronously. */
export interface SessionRequest {
  /** The stream, for diagnostics. */
  readonly id?: string;
  granted(): void;
}

/** Milliseconds after which a limit reported by the server expires: others may have ended their sessions. */
const RETRY = 10_000;

/**
 * Grants sessions to the streams of an appliance, oldest request first, up to a limit: the one that was set, or a lower one
 * once the server has refused another session.
 */
export class SessionPool {
  private readonly holders = new Set<SessionRequest>();
  private readonly waiting: SessionRequest[] = [];
  /** The server's own limit, as far as known. */
  private serverLimit = Infinity;
  private readonly retry: Timeout;

  /** @param limit sessions at once, 1 or more; Infinity: as many as the server allows */
  constructor(
    clock: Clock,
    private readonly limit: number = Infinity,
  ) {
    this.retry = new Timeout(clock);
  }

  /** Number of granted sessions. */
  get held(): number {
    return this.holders.size;
  }

  /** Whether the session was granted and not yet released. */
  holds(turn: SessionRequest): boolean {
    return this.holders.has(turn);
  }

  /** Whether the request is waiting for its turn. */
  awaitsTurn(turn: SessionRequest): boolean {
    return this.waiting.includes(turn);
  }

  /** Requests a session; granted at once if the request already has one, ignored if it is already waiting. */
  request(turn: SessionRequest): void {
    if (this.holders.has(turn)) turn.granted();
    else if (!this.waiting.includes(turn)) this.waiting.push(turn);
    this.grant();
  }

  /** Releases the session, or withdraws the request. */
  release(turn: SessionRequest): void {
    const at = this.waiting.indexOf(turn);
    if (at >= 0) this.waiting.splice(at, 1);
    if (!this.holders.delete(turn)) return;
    if (this.holders.size === 0 && this.waiting.length === 0) {
      this.retry.clear();
      this.serverLimit = Infinity;
    }
    this.grant();
  }

  /**
   * Notes that the server refused a session that was granted. The request waits until another one ends.
   *
   * @returns false if no others run: then sessions of other clients use up the limit, and the request can only retry later
   */
  refused(turn: SessionRequest): boolean {
    if (!this.holders.has(turn) || this.holders.size === 1) return false;
    this.holders.delete(turn);
    this.waiting.unshift(turn);
    this.limitTo(this.holders.size);
    return true;
  }

  /** Notes the server's number of sessions, including those of other clients, and its limit. */
  noteUsage(usage: number, quota: number): void {
    if (usage >= quota) this.limitTo(Math.max(1, this.holders.size));
  }

  private limitTo(sessions: number): void {
    this.serverLimit = sessions;
    this.retry.set(RETRY, () => {
      this.serverLimit = Infinity;
      this.grant();
    });
  }

  private grant(): void {
    while (this.waiting.length > 0 && this.holders.size < Math.min(this.limit, this.serverLimit)) {
      const turn = this.waiting.shift()!;
      this.holders.add(turn);
      diagnose(turn.id, 'turn', () => ({ held: this.holders.size, waiting: this.waiting.length }));
      turn.granted();
    }
  }
}
