import type { ApplianceLease } from '../appliance/appliance';
import type { ConnectionRequest } from '../appliance/reconnect-policy';
import type { SessionRequest } from '../appliance/session-pool';
import type { StreamAudio } from './audio/stream-audio';
import type { Recovery } from './recovery';

export interface AttemptPermissionSettings {
  /** The stream's id. */
  id: string;
  /** The appliance may be replaced after a `release`. */
  dependencies: { appliance: Pick<ApplianceLease, 'pool' | 'reconnectPolicy' | 'phase'>; audio: StreamAudio };
  recovery: Recovery;
  /** Called when `request` should be called again. */
  changed: () => void;
}

/**
 * Collects what a stream needs before it may open a session: the end of the cooldown after a permanent error, a turn, which it
 * keeps, and permission from the reconnect policy.
 */
export class AttemptPermission {
  private attempt: number | undefined;
  private readonly sessionRequest: SessionRequest;
  private readonly connectionRequest: ConnectionRequest;

  constructor(private readonly settings: AttemptPermissionSettings) {
    const { id, changed } = settings;
    this.sessionRequest = { id, granted: changed };
    this.connectionRequest = {
      patience: () => this.patience,
      allowed: (attempt) => {
        this.attempt = attempt;
        changed();
      },
    };
  }

  /** Milliseconds until waiting audio is lost. */
  get patience(): number {
    const { recovery } = this.settings;
    const { audio } = this.settings.dependencies;
    const queue = audio.finished ? Infinity : audio.spare * 1000;
    return Math.min(queue, recovery.patienceLeft);
  }

  /** Seconds until the next attempt. */
  get delay(): number {
    return Math.max(this.appliance.reconnectPolicy.wait, this.settings.recovery.rest) / 1000;
  }

  /** Requests what is still missing. Returns the milliseconds after which to ask again if nothing changes before. */
  request(): number | undefined {
    const { pool, reconnectPolicy, phase } = this.appliance;
    const { rest } = this.settings.recovery;
    if (this.attempt !== undefined) return undefined;
    // An installation takes minutes; the stream is admitted again at its end.
    if (phase?.() === 'installing') return undefined;
    if (rest > 0) return rest;
    if (!pool.holds(this.sessionRequest)) pool.request(this.sessionRequest);
    if (pool.holds(this.sessionRequest)) reconnectPolicy.request(this.connectionRequest);
    return undefined;
  }

  /** Whether other streams hold all sessions of the appliance. */
  get awaitsTurn(): boolean {
    return this.appliance.pool.awaitsTurn(this.sessionRequest);
  }

  /** Returns the number of a permitted attempt, once. */
  take(): number | undefined {
    const { attempt } = this;
    this.attempt = undefined;
    return attempt;
  }

  /** Prepares for a session that replaces the present one. */
  renew(): void {
    this.attempt = this.appliance.reconnectPolicy.began();
  }

  /**
   * Notes that the server has no room for one more session.
   *
   * @returns true if the stream must wait until another session of the appliance ends; false if it can only retry later
   */
  noRoom(): boolean {
    return this.appliance.pool.refused(this.sessionRequest);
  }

  /** Gives up the turn: no session is needed any more. */
  release(): void {
    this.attempt = undefined;
    this.appliance.reconnectPolicy.withdraw(this.connectionRequest);
    this.appliance.pool.release(this.sessionRequest);
  }

  private get appliance(): AttemptPermissionSettings['dependencies']['appliance'] {
    return this.settings.dependencies.appliance;
  }
}
