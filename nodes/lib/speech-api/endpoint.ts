import type { Agent } from 'node:http';
import type { SecureContextOptions, ConnectionOptions } from 'node:tls';

/** TLS settings as Node-RED's `tls-config` node fills them in. */
export type TlsOptions = SecureContextOptions &
  Pick<ConnectionOptions, 'rejectUnauthorized' | 'servername' | 'ALPNProtocols'>;

/** Where a Speech API is and what its handshake needs (docs/protocol.md, 2.1 to 2.4). */
export interface Endpoint {
  /** `ws:` or `wss:` URL with path, for example `wss://appliance.local:9000/v2`. */
  url: string;
  /** Sent as `Authorization: Bearer <token>`. Left out: no such header, since old appliances do not know it. */
  token?: string;
  /** Further handshake headers, sent as they are. */
  headers?: Record<string, string>;
  tls?: TlsOptions;
  /** The way there through a proxy; left out: a direct connection. */
  agent?: Agent;
}
