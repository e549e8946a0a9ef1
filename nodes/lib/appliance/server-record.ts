import { createHash } from 'node:crypto';

/** Client messages that change or ask something of a running session; older servers know fewer of them. */
export type Control = 'SetRecognitionConfig' | 'ForceEndOfUtterance' | 'GetSpeakers';

/** How many settings that worked are remembered; the oldest are forgotten. */
const REMEMBERED = 100;

/** What sessions have shown of a server: that it accepts the key, which settings work, and which controls it does not know. */
export class ServerRecord {
  private access: 'unknown' | 'proven' = 'unknown';
  private readonly proven = new Set<string>();
  private readonly unknown = new Set<Control>();

  /** A session ran: address and key are right. */
  get letsIn(): boolean {
    return this.access === 'proven';
  }

  /** A session ran. */
  proveAccess(): void {
    this.access = 'proven';
  }

  /** A session with these settings ran. */
  prove(settings: string): void {
    this.proven.delete(settings);
    this.proven.add(settings);
    for (const oldest of this.proven) {
      if (this.proven.size <= REMEMBERED) break;
      this.proven.delete(oldest);
    }
  }

  /** The server no longer lets anybody in. */
  disproveAccess(): void {
    this.access = 'unknown';
  }

  /** The server no longer takes these settings. */
  disprove(settings: string): void {
    this.proven.delete(settings);
  }

  hasProven(settings: string): boolean {
    return this.proven.has(settings);
  }

  /** The server ended a session because of this control. */
  refuse(control: Control): void {
    this.unknown.add(control);
  }

  refuses(control: Control): boolean {
    return this.unknown.has(control);
  }
}

/** A short name for the settings of a session, whose dictionaries may be long. */
export function fingerprint(settings: object): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('base64');
}
