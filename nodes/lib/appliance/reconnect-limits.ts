/** How soon the users of an appliance may reconnect. Times are milliseconds. */
export interface ReconnectLimits {
  /** Delays of the first attempts after the immediate one. */
  firstPauses: readonly [number, number];
  /** The delay after those, and the average interval between attempts (docs/protocol.md, 9.3). */
  backoff: number;
  /** The maximum to which delays double. */
  longestBackoff: number;
  /** Attempts that may follow each other faster, after a time without any. */
  burst: number;
  /** The usual time from an attempt to a running session. */
  handshake: number;
}

export const defaultReconnectLimits: Readonly<ReconnectLimits> = {
  firstPauses: [1_000, 2_000],
  backoff: 5_000,
  longestBackoff: 60_000,
  burst: 10,
  handshake: 1_000,
};
