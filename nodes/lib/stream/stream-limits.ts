import { defaultLimits, type SessionLimits } from '../speech-api/limits';

/** Every limit of a stream, those of its sessions included. Times are milliseconds, lengths of audio seconds. */
export interface StreamLimits {
  session: Partial<SessionLimits>;
  /** Until the appliance says where it is: time for one that crashed to rest and to load its model. */
  endpoint: number;
  /** From one connection attempt to the next, the first ones after the one that is made at once. */
  firstPauses: readonly [number, number];
  /** The pause after those, and from one attempt to the next over a long time (protocol reference section 1.8). */
  backoff: number;
  /** Longest time to the next attempt, to which pauses double while nothing gets better. */
  longestBackoff: number;
  /** Attempts that may come faster, if there were none for a while. */
  burst: number;
  /** What an attempt takes until the server has a session, as a rule. */
  handshake: number;
  /** Rest after a fault that does not heal by itself; it doubles with every further one. */
  cooldown: number;
  longestCooldown: number;
  /** Sessions in a row that ran and said nothing new, and the time over which, until a stream without more audio is given up. */
  fruitlessSessions: number;
  barrenTime: number;
  /** Seconds of audio before the end of the last final that the next session hears too: no word begins there cut off. */
  replayOverlap: number;
  /** Seconds of sent live audio that are kept without a final: more than any max_delay (protocol reference section 2.2). */
  sentRetention: number;
  /** Seconds at the end of a session's audio in which a word may be cut off: the next session tells it. */
  cutoffMargin: number;
}

export const defaultStreamLimits: Readonly<StreamLimits> = {
  session: defaultLimits,
  endpoint: 120_000,
  firstPauses: [1_000, 2_000],
  backoff: 5_000,
  longestBackoff: 60_000,
  burst: 10,
  handshake: 1_000,
  cooldown: 60_000,
  longestCooldown: 900_000,
  fruitlessSessions: 5,
  barrenTime: 60_000,
  replayOverlap: 2,
  sentRetention: 60,
  cutoffMargin: 0.5,
};
