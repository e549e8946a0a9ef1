import { defaultReconnectLimits, type ReconnectLimits } from '../appliance/reconnect-limits';
import { defaultLimits, type SessionLimits } from '../speech-api/limits';

/** Every limit of a stream, those of its sessions included. Times are milliseconds, lengths of audio seconds. */
export interface StreamLimits extends ReconnectLimits {
  session: Partial<SessionLimits>;
  /** Until the appliance says where it is: time for one that crashed to rest and to load its model. */
  endpoint: number;
  /** Least time for a session to start while live audio waits: a large custom dictionary takes as long (docs/protocol.md, 9.4). */
  leastStart: number;
  /** Rest after a permanent error; it doubles with every further one. */
  cooldown: number;
  longestCooldown: number;
  /** Sessions in a row that ran and said nothing new, and the time over which, until a stream without more audio is given up. */
  fruitlessSessions: number;
  fruitlessTime: number;
  /** Seconds of audio before the end of the last final that the next session hears too: no word begins there cut off. */
  replayOverlap: number;
  /** Seconds of sent live audio that are kept without a final: more than any max_delay (docs/protocol.md, 4.3). */
  sentRetention: number;
  /** Seconds at the end of a session's audio in which a word may be cut off: the next session tells it. */
  cutoffMargin: number;
}

export const defaultStreamLimits: Readonly<StreamLimits> = {
  session: defaultLimits,
  endpoint: 120_000,
  ...defaultReconnectLimits,
  leastStart: 15_000,
  cooldown: 60_000,
  longestCooldown: 900_000,
  fruitlessSessions: 5,
  fruitlessTime: 60_000,
  replayOverlap: 2,
  sentRetention: 60,
  cutoffMargin: 0.5,
};
