import type { Outage } from './chaos-plan';
import type { Speech } from './scripted-speech';

/** How often a strike met what a client must not lose. */
export interface Hits {
  strikes: number;
  /** Words were shown that were not final. */
  partial: number;
  /** Audio was not acknowledged. */
  unacknowledged: number;
  /** A new session was hearing, in its first second of audio, what another had been sent before. */
  replay: number;
}

/** What a session needs of its server. */
export interface SessionServer {
  readonly speech: Speech;
  readonly sessions: readonly unknown[];
  /** Up to which frame of the script any session was sent audio. */
  furthest: number;
  readonly hits: Hits;
  /** What clients did that the protocol forbids. */
  readonly violations: string[];
  readonly say: (news: string) => void;
  /** The server says "never". */
  sayNever(): void;
  /** Starts an outage. */
  suffer(outage: Outage): void;
  /** Does something later, and counts it until then. */
  after(milliseconds: number, action: () => void): void;
}
