import { ProtocolError } from './protocol-error';

/** A session under way, with the wire's names: as RecognitionStarted and the client's handshake named it. */
export interface ActiveSession {
  session_id: string;
  request_id: string;
}

/** Room for a number of sessions at once. */
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

  /** @throws Refusal `quota_exceeded` */
  take(session: ActiveSession): void {
    if (!this.hasRoom)
      throw new ProtocolError('quota_exceeded', `all ${this.max} sessions of this appliance are in use`);
    this.taken.add(session);
  }

  /** Does nothing for a session that has no slot. */
  release(session: ActiveSession): void {
    this.taken.delete(session);
  }
}
