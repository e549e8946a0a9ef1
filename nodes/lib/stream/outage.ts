import type { Clock } from '../time/clock';

/** The time without a session, from the loss of one, or the first failure to open one, to the next. */
export class Outage {
  private present: { since: number; attempts: number } | undefined;

  constructor(private readonly clock: Clock) {}

  get isOn(): boolean {
    return this.present !== undefined;
  }

  /** Notes that a session was lost or could not be opened. Returns whether this begins the outage. */
  begin(): boolean {
    if (this.present) return false;
    this.present = { since: this.clock.now(), attempts: 0 };
    return true;
  }

  /** Notes an attempt to open another session. */
  noteAttempt(): void {
    if (this.present) this.present.attempts += 1;
  }

  /** Notes that a session runs. Returns the length of the outage, if there was one. */
  end(): { seconds: number; attempts: number } | undefined {
    const { present } = this;
    this.present = undefined;
    return present && { seconds: (this.clock.now() - present.since) / 1000, attempts: present.attempts };
  }
}
