import { defaultReconnectLimits, type ReconnectLimits } from '../appliance/reconnect-limits';
import { defaultLimits, type SessionLimits } from '../speech-api/limits';

/** The limits of a stream and its sessions. Times are milliseconds, lengths of audio seconds. */
export interface StreamLimits extends ReconnectLimits {
  session: Partial<SessionLimits>;
  /** Until the appliance's address is known: enough for the restart of one that crashed, and for loading its model. */
  endpoint: number;
  /** Minimum time for a session to start while live audio waits: a large dictionary takes as long (docs/protocol.md, 9.4). */
  leastStart: number;
  /** Time without attempts after a permanent error; it doubles with every further one. */
  cooldown: number;
  longestCooldown: number;
  /** A finished stream fails after so many consecutive sessions without a new final, if they took `fruitlessTime` or longer. */
  fruitlessSessions: number;
  fruitlessTime: number;
  /** Seconds of audio before the end of the last final that the next session is sent again, so that no word is cut off. */
  replayOverlap: number;
  /** Seconds of sent live audio that are retained without a final: more than any max_delay (docs/protocol.md, 4.3). */
  sentRetention: number;
  /** Seconds at the end of a session's audio in which words may be cut off: they are left to the next session. */
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
