import { diagnose } from '../diagnostics/diagnostics';
import { Timeout } from '../time/timeout';
import type { Clock } from '../time/clock';

/** One stream's wish for a session: `granted` is called when it is its turn, perhaps from within the request. */
export interface SessionRequest {
  /** The stream, for diagnostics. */
  readonly id?: string;
  granted(): void;
}

/** Milliseconds after which a limit that the server reported is tried again: others may have ended their sessions. */
const RETRY = 10_000;

/**
 * Whose turn it is to have a session, among all streams of an appliance: as many at once as the appliance has room for,
 * oldest wish first. The room is what was set, or less once the server refuses one more session.
 */
export class SessionPool {
  private readonly holders = new Set<SessionRequest>();
  private readonly waiting: SessionRequest[] = [];
  /** Sessions that the server has room for, as far as is known. */
  private told = Infinity;
  private readonly retry: Timeout;

  /** @param limit sessions at once, 1 or more; Infinity: as many as the server allows */
  constructor(
    clock: Clock,
    private readonly limit: number = Infinity,
  ) {
    this.retry = new Timeout(clock);
  }

  /** Sessions that are held. */
  get held(): number {
    return this.holders.size;
  }

  /** The session was granted, and not released. */
  holds(turn: SessionRequest): boolean {
    return this.holders.has(turn);
  }

  /** The session was asked for, but others go first. */
  awaitsTurn(turn: SessionRequest): boolean {
    return this.waiting.includes(turn);
  }

  /** Asks for a session; a turn that has one is granted at once, one that waits goes on waiting. */
  request(turn: SessionRequest): void {
    if (this.holders.has(turn)) turn.granted();
    else if (!this.waiting.includes(turn)) this.waiting.push(turn);
    this.grant();
  }

  /** The session is over, or is not wanted any more. */
  release(turn: SessionRequest): void {
    const at = this.waiting.indexOf(turn);
    if (at >= 0) this.waiting.splice(at, 1);
    if (!this.holders.delete(turn)) return;
    if (this.holders.size === 0 && this.waiting.length === 0) {
      this.retry.clear();
      this.told = Infinity;
    }
    this.grant();
  }

  /**
   * The server has no room for a session that was granted, although others run: it waits until one of them ends.
   *
   * @returns false if no others run: then the room is taken by somebody else, and only time helps
   */
  refused(turn: SessionRequest): boolean {
    if (!this.holders.has(turn) || this.holders.size === 1) return false;
    this.holders.delete(turn);
    this.waiting.unshift(turn);
    this.limitTo(this.holders.size);
    return true;
  }

  /** The server reported how many sessions run, including those of others, and how many may. */
  noteUsage(usage: number, quota: number): void {
    if (usage >= quota) this.limitTo(Math.max(1, this.holders.size));
  }

  private limitTo(sessions: number): void {
    this.told = sessions;
    this.retry.set(RETRY, () => {
      this.told = Infinity;
      this.grant();
    });
  }

  private grant(): void {
    while (this.waiting.length > 0 && this.holders.size < Math.min(this.limit, this.told)) {
      const turn = this.waiting.shift()!;
      this.holders.add(turn);
      diagnose(turn.id, 'turn', () => ({ held: this.holders.size, waiting: this.waiting.length }));
      turn.granted();
    }
  }
}
