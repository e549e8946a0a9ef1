import type { Duplex } from 'node:stream';
import type { ClientOptions } from 'ws';
import type { Endpoint } from './endpoint';
import type { SessionLimits } from './limits';

/** Creates the connection of a session in place of TCP or TLS; for tests. */
export type CreateConnection = () => Duplex;

/** Largest message accepted from a server, bytes. Transcripts have a few KiB; this only bounds what a broken peer can do. */
const MAX_PAYLOAD = 16 * 1024 * 1024;

/** Whether a session can be opened at `url`: `ws:` or `wss:`, without a fragment (RFC 6455 section 3). */
export function isSpeechApiUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hash } = new URL(url);
  return (protocol === 'ws:' || protocol === 'wss:') && hash === '';
}

/** The options of the WebSocket. The token goes into the handshake only, and never to another address: no redirects. */
export function socketOptions(
  endpoint: Endpoint,
  limits: SessionLimits,
  createConnection?: CreateConnection,
): ClientOptions {
  // The types of `ws` lack `closeTimeout`.
  const options: ClientOptions & { closeTimeout: number } = {
    ...endpoint.tls,
    agent: endpoint.agent,
    headers: {
      ...endpoint.headers,
      ...(endpoint.token ? { Authorization: `Bearer ${endpoint.token}` } : {}),
    },
    handshakeTimeout: limits.connect,
    closeTimeout: limits.close,
    maxPayload: MAX_PAYLOAD,
    // Compression takes time and does not make audio smaller.
    perMessageDeflate: false,
    followRedirects: false,
  };
  // The type asks for a net.Socket, but `ws` works on any Duplex.
  if (createConnection) options.createConnection = createConnection as unknown as typeof options.createConnection;
  return options;
}
