import { createHash } from 'node:crypto';

/** Client messages that control a running session; older servers know fewer of them. */
export type Control = 'SetRecognitionConfig' | 'ForceEndOfUtterance' | 'GetSpeakers';

/** Limit of remembered settings; the oldest are discarded. */
const REMEMBERED = 100;

/** What sessions have shown about a server: whether it accepts the token, which settings work, which controls are unknown. */
export class ServerRecord {
  private access: 'unknown' | 'proven' = 'unknown';
  private readonly proven = new Set<string>();
  private readonly unknown = new Set<Control>();

  /** Whether a session ran: address and token are right. */
  get letsIn(): boolean {
    return this.access === 'proven';
  }

  /** Notes that a session ran. */
  proveAccess(): void {
    this.access = 'proven';
  }

  /** Notes that a session with these settings ran. */
  prove(settings: string): void {
    this.proven.delete(settings);
    this.proven.add(settings);
    for (const oldest of this.proven) {
      if (this.proven.size <= REMEMBERED) break;
      this.proven.delete(oldest);
    }
  }

  /** Notes that the server no longer accepts the token. */
  disproveAccess(): void {
    this.access = 'unknown';
  }

  /** Notes that the server no longer accepts these settings. */
  disprove(settings: string): void {
    this.proven.delete(settings);
  }

  hasProven(settings: string): boolean {
    return this.proven.has(settings);
  }

  /** Notes that the server ended a session because of this control. */
  refuse(control: Control): void {
    this.unknown.add(control);
  }

  refuses(control: Control): boolean {
    return this.unknown.has(control);
  }
}

/** A hash of the settings of a session, whose dictionaries may be large. */
export function fingerprint(settings: object): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('base64');
}
