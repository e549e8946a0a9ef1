/** How fast the users of an appliance may connect again. Times are milliseconds. */
export interface ReconnectLimits {
  /** From one connection attempt to the next, the first ones after the one that is made at once. */
  firstPauses: readonly [number, number];
  /** The pause after those, and from one attempt to the next over a long time (docs/protocol.md, 9.3). */
  backoff: number;
  /** Longest time to the next attempt, to which pauses double while nothing gets better. */
  longestBackoff: number;
  /** Attempts that may come faster, if there were none for a while. */
  burst: number;
  /** What an attempt takes until the server has a session, as a rule. */
  handshake: number;
}

export const defaultReconnectLimits: Readonly<ReconnectLimits> = {
  firstPauses: [1_000, 2_000],
  backoff: 5_000,
  longestBackoff: 60_000,
  burst: 10,
  handshake: 1_000,
};
