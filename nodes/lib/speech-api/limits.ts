/**
 * The limits of a session. Times are milliseconds. A server may be slow, but not silent: only `connect` and `start` are
 * fixed; those of acknowledgements and of the end restart with every message.
 */
export interface SessionLimits {
  /** From the first packet to the end of the WebSocket handshake. */
  connect: number;
  /** From StartRecognition to RecognitionStarted. A large custom dictionary takes up to 15 s (docs/protocol.md, 3.4). */
  start: number;
  /** Silence of the server while audio is unacknowledged (docs/protocol.md, 9.4). */
  acknowledgement: number;
  /** Silence of the server between EndOfStream and EndOfTranscript (docs/protocol.md, 9.4). */
  end: number;
  /** Between two pings. Proxies drop idle connections, the cloud service after 3 minutes (docs/protocol.md, 2.5). */
  ping: number;
  /** Silence after a ping. A shorter limit would kill sessions that load a custom dictionary (docs/protocol.md, 2.5). */
  pong: number;
  /** For the closing handshake, after which the connection is terminated. */
  close: number;
  /** Seconds of raw audio that may be unacknowledged (docs/protocol.md, 5.4). */
  windowSeconds: number;
  /** Bytes of `file` audio that may be unacknowledged: their duration is not known. */
  windowFileBytes: number;
  /** AddAudio messages that may be unacknowledged (docs/protocol.md, 5.4). */
  windowMessages: number;
}

export const defaultLimits: Readonly<SessionLimits> = {
  connect: 10_000,
  start: 30_000,
  acknowledgement: 15_000,
  end: 20_000,
  ping: 20_000,
  pong: 60_000,
  close: 2_000,
  windowSeconds: 10,
  windowFileBytes: 1024 * 1024,
  windowMessages: 500,
};
