import type { Clock } from '../time/clock';

/** The time without a session, from the loss of one, or the first failure to get one, to the next. */
export class Outage {
  private present: { since: number; attempts: number } | undefined;

  constructor(private readonly clock: Clock) {}

  get isOn(): boolean {
    return this.present !== undefined;
  }

  /** A session was lost, or could not be had. Returns whether the outage begins with it. */
  begin(): boolean {
    if (this.present) return false;
    this.present = { since: this.clock.now(), attempts: 0 };
    return true;
  }

  /** Another session is tried. */
  noteAttempt(): void {
    if (this.present) this.present.attempts += 1;
  }

  /** A session runs. Returns what the outage took, if there was one. */
  end(): { seconds: number; attempts: number } | undefined {
    const { present } = this;
    this.present = undefined;
    return present && { seconds: (this.clock.now() - present.since) / 1000, attempts: present.attempts };
  }
}
