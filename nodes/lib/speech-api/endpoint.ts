import type { Agent } from 'node:http';
import type { SecureContextOptions, ConnectionOptions } from 'node:tls';

/** TLS settings as provided by Node-RED's `tls-config` node. */
export type TlsOptions = SecureContextOptions &
  Pick<ConnectionOptions, 'rejectUnauthorized' | 'servername' | 'ALPNProtocols'>;

/** The address of a Speech API and the settings of the handshake (docs/protocol.md, 2.1 to 2.4). */
export interface Endpoint {
  /** `ws:` or `wss:` URL with path, for example `wss://appliance.local:9000/v2`. */
  url: string;
  /** Sent as `Authorization: Bearer <token>`. Left out: no such header. */
  token?: string;
  /** Additional handshake headers, sent unchanged. */
  headers?: Record<string, string>;
  tls?: TlsOptions;
  /** The agent for a proxy; left out: a direct connection. */
  agent?: Agent;
}
