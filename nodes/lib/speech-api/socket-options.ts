import type { Duplex } from 'node:stream';
import type { ClientOptions } from 'ws';
import type { Endpoint } from './endpoint';
import type { SessionLimits } from './limits';

/** Makes the connection that carries a session in place of TCP or TLS; for tests. */
export type CreateConnection = () => Duplex;

/** Largest message taken from a server, in bytes. Transcripts are a few KiB; this only bounds what a broken peer can do. */
const MAX_PAYLOAD = 16 * 1024 * 1024;

/** Whether `url` is one that a session can be opened on: `ws:` or `wss:`, without a fragment (RFC 6455 section 3). */
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
  // `closeTimeout` is newer than the type of the options.
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
    // Compressing audio costs time and gains nothing.
    perMessageDeflate: false,
    followRedirects: false,
  };
  // `ws` asks for a net.Socket, but works on any Duplex.
  if (createConnection) options.createConnection = createConnection as unknown as typeof options.createConnection;
  return options;
}
