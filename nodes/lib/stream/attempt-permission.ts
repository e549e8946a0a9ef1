import type { Appliance, ApplianceSharing } from '../appliance/appliance';
import type { ConnectionRequest } from '../appliance/reconnect-policy';
import type { SessionRequest } from '../appliance/session-pool';
import type { StreamAudio } from './audio/stream-audio';
import type { Recovery } from './recovery';

export interface AttemptPermissionSettings {
  /** Of the stream. */
  id: string;
  appliance: Pick<ApplianceSharing, 'pool' | 'reconnectPolicy'> & Pick<Appliance, 'phase'>;
  recovery: Recovery;
  audio: StreamAudio;
  /** Called when `request` may get further. */
  changed: () => void;
}

/**
 * What a stream needs before it may open a session: that the rest after a fault is over, a turn, which it keeps, and the
 * appliance's leave to connect.
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

  /** Milliseconds until something that waits is lost. */
  get patience(): number {
    const { audio, recovery } = this.settings;
    const queue = audio.finished ? Infinity : audio.spare * 1000;
    return Math.min(queue, recovery.patienceLeft);
  }

  /** Seconds until the next attempt. */
  get delay(): number {
    return Math.max(this.settings.appliance.reconnectPolicy.wait, this.settings.recovery.rest) / 1000;
  }

  /** Asks for what is still needed. Returns after how many milliseconds to ask again, if nothing changes before. */
  request(): number | undefined {
    const { pool, reconnectPolicy } = this.settings.appliance;
    const { rest } = this.settings.recovery;
    if (this.attempt !== undefined) return undefined;
    // It takes minutes: whoever is told of its end admits the stream again.
    if (this.settings.appliance.phase?.() === 'installing') return undefined;
    if (rest > 0) return rest;
    if (!pool.holds(this.sessionRequest)) pool.request(this.sessionRequest);
    if (pool.holds(this.sessionRequest)) reconnectPolicy.request(this.connectionRequest);
    return undefined;
  }

  /** Gives out, once, the number of an attempt that may be made. */
  take(): number | undefined {
    const { attempt } = this;
    this.attempt = undefined;
    return attempt;
  }

  /** Another session takes the place of the present one. */
  renew(): void {
    this.attempt = this.settings.appliance.reconnectPolicy.began();
  }

  /**
   * The server has no room for one more session.
   *
   * @returns whether the turn is lost until one of the appliance's other sessions ends; if not, only time helps
   */
  noRoom(): boolean {
    return this.settings.appliance.pool.refused(this.sessionRequest);
  }

  /** No session is wanted any more. */
  release(): void {
    this.settings.appliance.reconnectPolicy.withdraw(this.connectionRequest);
    this.settings.appliance.pool.release(this.sessionRequest);
  }
}
