import { CodedError } from '../errors/coded-error';

/** Why a server's health is unknown. */
export type HealthCode =
  | 'no_health_service'
  | 'not_authorised'
  | 'server_unavailable'
  | 'tls_untrusted'
  | 'tls_failed'
  | 'connection_refused'
  | 'connection_timeout'
  | 'connection_lost'
  | 'host_not_found'
  | 'host_unreachable'
  | 'invalid_url';

const REASONS: Readonly<Record<HealthCode, string>> = {
  no_health_service:
    'What answers is not the health service of an appliance or container. Enter the address of its health service.',
  not_authorised:
    'The management interface of the appliance refused the user name and password, or none were given. Enter them.',
  server_unavailable: 'The health service failed. Check the log of the server.',
  tls_untrusted:
    'The certificate of the health service is not trusted. Add it as CA certificate to the TLS settings of the appliance, ' +
    'or turn off server verification there.',
  tls_failed:
    'The TLS connection to the health service could not be established. Check the scheme (http:// or https://) and the port.',
  connection_refused: 'Nothing listens at this address. Check host and port, and that the server is running.',
  connection_timeout: 'The health service did not answer in time. Check host, port, network and firewalls.',
  connection_lost: 'The connection to the health service was lost before it answered.',
  host_not_found: 'The host name could not be resolved. Check the address and name resolution on this machine.',
  host_unreachable: 'The host cannot be reached. Check the address, the network and its firewalls.',
  invalid_url: 'This is not the address of a health service. Use the form http://host:port or https://host.',
};

/** All codes. */
export const healthCodes = Object.keys(REASONS) as readonly HealthCode[];

/** Most specific first: if several places fail, the first of these is reported. */
const RANK: readonly HealthCode[] = [
  'not_authorised',
  'tls_untrusted',
  'server_unavailable',
  'no_health_service',
  'connection_lost',
  'connection_timeout',
  'tls_failed',
  'host_unreachable',
  'connection_refused',
  'host_not_found',
  'invalid_url',
];

/** The error if a server's health is unknown: `code` is stable, `message` says cause, cure and the address. */
export class HealthError extends CodedError {
  /** @param address that was asked, without name and password; empty where there is none */
  constructor(
    override readonly code: HealthCode,
    readonly address: string,
  ) {
    super(code, address === '' ? REASONS[code] : `${REASONS[code]} (${address})`);
  }

  /** The most specific of several errors, at least one. */
  static mostTelling(errors: readonly HealthError[]): HealthError {
    return errors.reduce((one, other) => (RANK.indexOf(other.code) < RANK.indexOf(one.code) ? other : one));
  }
}
