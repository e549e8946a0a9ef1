import { ProtocolError } from './protocol-error';

/** An active session as in the health service: ids from RecognitionStarted and the client's handshake. */
export interface ActiveSession {
  session_id: string;
  request_id: string;
}

/** Slots for a limited number of simultaneous sessions. */
export class SessionSlots {
  private readonly taken = new Set<ActiveSession>();

  /** @param max 1 or more */
  constructor(readonly max: number) {}

  get active(): ActiveSession[] {
    return [...this.taken];
  }

  get hasRoom(): boolean {
    return this.taken.size < this.max;
  }

  /** @throws ProtocolError `quota_exceeded` */
  take(session: ActiveSession): void {
    if (!this.hasRoom)
      throw new ProtocolError('quota_exceeded', `all ${this.max} sessions of this appliance are in use`);
    this.taken.add(session);
  }

  /** Frees a session's slot, if it has one. */
  release(session: ActiveSession): void {
    this.taken.delete(session);
  }
}
