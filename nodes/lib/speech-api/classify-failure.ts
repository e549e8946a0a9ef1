import type { ErrorMessage, ErrorType } from './messages';
import { type OutcomeCode, type SessionOutcome, outcome } from './outcome';
import { quotable } from './quotation';
import { errorVerdicts } from './outcome-catalogue';

/** The outcome of an in-band Error. Its type is authoritative, whatever close code follows. */
export function errorOutcome({ type, reason }: ErrorMessage): SessionOutcome {
  return serverOutcome(isErrorType(type) ? type : 'server_error', reason ? `${type}: ${reason}` : type);
}

/**
 * The outcome of a close without an in-band Error and without EndOfTranscript. Even 1000 is a failure: the transcript is not
 * complete. Servers put the error's type into the reason (docs/protocol.md, 8); otherwise the code decides.
 */
export function closeOutcome(closeCode: number, reason: string): SessionOutcome {
  // 1006 is never sent: `ws` reports it when there was no close frame.
  if (closeCode === 1006) return outcome('connection_lost');
  const named = Object.keys(errorVerdicts).find((type) => new RegExp(`\\b${type}\\b`).test(reason));
  const code = named !== undefined && isErrorType(named) ? named : (closeCodes[closeCode] ?? 'closed_by_server');
  // The vendor advises against a new session after a policy violation (docs/protocol.md, 8).
  if (code === 'closed_by_server' && closeCode === 1008) {
    return outcome(code, { said: reason, retryable: false });
  }
  return serverOutcome(code, reason);
}

/** The outcome of a handshake that was answered with an HTTP status other than 101. */
export function handshakeOutcome(status: number): SessionOutcome {
  const answer = ` It answered with HTTP status ${status}.`;
  const code = handshakeCode(status);
  return outcome(code, { reason: outcome(code).reason + answer });
}

/** Whether a server aborted the handshake without an answer. */
export function isBrokenHandshake(error: unknown): boolean {
  return /^(ECONNRESET|EPIPE)$/.test(errorCode(error));
}

/** The outcome of an aborted handshake with a server that answers a plain request with this HTTP status. */
export function webServerOutcome(status: number): SessionOutcome {
  const reason =
    `What answers at this address is a web server, not a Speech API: it drops sessions and responds with HTTP status ${status}. ` +
    'Check host, port and path (often /v2).';
  return outcome('wrong_path', { reason });
}

/**
 * The outcome of a socket error, or of an error while opening the socket. Only the code of the error is used, since its text
 * may contain secrets.
 */
export function socketOutcome(error: unknown): SessionOutcome {
  const code = errorCode(error);
  for (const [pattern, end, reason] of socketErrors) {
    if (pattern.test(code)) return outcome(end, reason === undefined ? {} : { reason });
  }
  return outcome('connection_lost', { reason: `${outcome('connection_lost').reason} (${code})` });
}

/**
 * The outcome of an exception in this package, with its stack. `error` may be anything.
 *
 * @param hide removes secrets from a text
 */
export function internalOutcome(error: unknown, hide: (text: string) => string): SessionOutcome {
  return outcome('internal_error', { reason: `${outcome('internal_error').reason} (${described(error, hide)})` });
}

/** Describes an exception in one line, with the first lines of its stack; see {@link internalOutcome}. */
export function described(error: unknown, hide: (text: string) => string): string {
  return quotable(hide(error instanceof Error ? (error.stack ?? error.message) : String(error)));
}

function serverOutcome(code: OutcomeCode, said: string): SessionOutcome {
  if (code !== 'job_error' || !BAD_AUDIO.test(said)) return outcome(code, { said });
  const reason = 'The server could not read the audio. Check that it matches the audio format.';
  return outcome(code, { said, reason, retryable: false });
}

/** Reasons of the only permanent job_error: the same audio would fail again (docs/protocol.md, 5.2). */
const BAD_AUDIO = /\baudio\b.*\b(format|codec|decod\w*|unsupported|unreadable|corrupt\w*)|\bformat\b.*\baudio\b/is;

function isErrorType(type: string): type is ErrorType {
  return Object.hasOwn(errorVerdicts, type);
}

/** Codes of RFC 6455 section 7.4.1 and of the service (docs/protocol.md, 8). */
const closeCodes: Partial<Record<number, OutcomeCode>> = {
  1002: 'protocol_error',
  1003: 'protocol_error',
  1007: 'protocol_error',
  1009: 'data_error',
  4001: 'not_authorised',
  4003: 'not_allowed',
  4004: 'invalid_model',
  4005: 'quota_exceeded',
  4006: 'timelimit_exceeded',
  4013: 'job_error',
};

function handshakeCode(status: number): OutcomeCode {
  if (status === 401 || status === 403) return 'not_authorised';
  if (status >= 500 || status === 408 || status === 429) return 'server_unavailable';
  return 'wrong_path';
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Handshake errors of `ws` have no code.
  if (error.message === 'Opening handshake has timed out') return 'ETIMEDOUT';
  return /^(Invalid (Upgrade|Sec-)|Server (sent|indicated))/.test(error.message) ? 'HANDSHAKE' : error.name;
}

/** Error codes of Node.js, OpenSSL and `ws`, most specific first. */
const socketErrors: readonly [pattern: RegExp, code: OutcomeCode, reason?: string][] = [
  [/^ECONNREFUSED$/, 'connection_refused'],
  [/^(ENOTFOUND|EAI_\w+)$/, 'host_not_found'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/, 'host_unreachable'],
  [/^(ETIMEDOUT|ABORT_ERR)$/, 'connection_timeout'],
  [
    /^ERR_PROXY_REFUSED$/,
    'host_unreachable',
    'The proxy set in the environment of Node-RED refused to connect to the server. Check the proxy, or add the server to no_proxy.',
  ],
  [
    /^CERT_HAS_EXPIRED$/,
    'tls_untrusted',
    "The server's certificate has expired. Renew it on the server, and check this machine's clock.",
  ],
  [
    /^CERT_NOT_YET_VALID$/,
    'tls_untrusted',
    "The server's certificate is not valid yet. Check the clocks of the server and of this machine.",
  ],
  [
    /^(ERR_TLS_CERT_ALTNAME_\w+|HOSTNAME_MISMATCH)$/,
    'tls_untrusted',
    "The server's certificate is for another name than the one in the URL. Use a name that it holds, in the URL or as " +
      'server name in the TLS settings, or turn off server verification there.',
  ],
  [/^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|CRL_|INVALID_CA|INVALID_PURPOSE|CA_|EE_)/, 'tls_untrusted'],
  [
    /^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/,
    'tls_failed',
    'The server does not speak TLS on this port, or uses an unsupported version. Use ws:// in place of wss://, or its TLS ' +
      'port.',
  ],
  [/^ERR_SSL_/, 'tls_failed'],
  [
    /^(ERR_OSSL_|ERR_TLS_|ERR_CRYPTO_|ERR_INVALID_ARG_)/,
    'tls_failed',
    'The TLS settings cannot be used. Check that certificate, key and CA are in PEM form, that the key belongs to the ' +
      'certificate, and the passphrase.',
  ],
  [/^(ERR_INVALID_CHAR|ERR_INVALID_HTTP_TOKEN|ERR_HTTP_INVALID_HEADER_VALUE)$/, 'invalid_header'],
  [
    /^(ECONNRESET|EPIPE)$/,
    'connection_lost',
    'The server dropped the connection before a session was open. Check scheme and port (ws:// on a port for wss:// ' +
      'looks like this), proxies on the way, and that the server runs.',
  ],
  [/^(HPE_\w+|HANDSHAKE)$/, 'wrong_path'],
  [
    /^WS_ERR_/,
    'connection_lost',
    'The server sent an invalid or oversized WebSocket frame. Check that it is a Speech API.',
  ],
];
