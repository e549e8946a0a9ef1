import { type Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type HealthCode, HealthError } from './health-error';

/** Settings for requests to health services. */
export interface Access {
  /** TLS settings as Node-RED's `tls-config` node fills them in. */
  tls?: object;
  /** Name and password of the management API. */
  credentials?: { user: string; password: string };
  /** The agent for an address, for a proxy that may take `timeout` milliseconds; undefined: direct. */
  agent?(address: string, timeout: number): Promise<Agent | undefined>;
  /** Milliseconds for one answer; 5000 by default. */
  timeout?: number;
}

/** An answer of a health service; `body` is undefined if it is not JSON. */
export interface Answer {
  status: number;
  body: unknown;
}

const TIMEOUT = 5000;
/** The most interim answers (1xx). */
const MOST_INTERIM = 10;
/** Bytes of the largest answer. Those of health services have a few KiB. */
const LARGEST = 1024 * 1024;

/**
 * Reads one path of a health service by GET. Redirections are not followed: user and password go to this address only. The
 * promise is settled within `timeout`, whatever the server does.
 *
 * @param address origin, for example `http://host:8001`
 * @throws HealthError if no answer comes
 */
export async function readJson(address: string, path: string, access: Access): Promise<Answer> {
  const timeout = access.timeout ?? TIMEOUT;
  const giveUp = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new HealthError('connection_timeout', address)), timeout);
  });
  try {
    return await Promise.race([ask(address, path, access, timeout, giveUp.signal), late]);
  } catch (error) {
    throw error instanceof HealthError ? error : new HealthError(codeOf(error), address);
  } finally {
    clearTimeout(timer);
    giveUp.abort();
  }
}

async function ask(
  address: string,
  path: string,
  access: Access,
  timeout: number,
  signal: AbortSignal,
): Promise<Answer> {
  const agent = await access.agent?.(address, timeout);
  const response = await send(new URL(path, address), access, agent, signal);
  return { status: response.statusCode ?? 0, body: parse(await textOf(response)) };
}

function send(
  url: URL,
  { tls, credentials }: Access,
  agent: Agent | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const auth = credentials && `${credentials.user}:${credentials.password}`;
  const headers = { accept: 'application/json', connection: 'close' };
  return new Promise((resolve, reject) => {
    const other = (): void => reject(new HealthError('no_health_service', url.origin));
    let interim = 0;
    const sent = request(url, { ...tls, agent: agent ?? false, auth, headers, signal })
      .on('response', resolve)
      .on('information', () => {
        interim += 1;
        if (interim > MOST_INTERIM) sent.destroy();
      })
      .on('upgrade', (_response, socket) => void socket.destroy())
      .on('error', reject)
      // Closed without an answer or an error: the server speaks another protocol.
      .on('close', other);
    sent.end();
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const part of response) {
    text += String(part);
    if (text.length > LARGEST) break;
  }
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Error codes of Node.js and OpenSSL. */
const CODES: readonly [pattern: RegExp, code: HealthCode][] = [
  [/^ECONNREFUSED$/, 'connection_refused'],
  [/^(ENOTFOUND|EAI_\w+)$/, 'host_not_found'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM|ERR_PROXY_REFUSED)$/, 'host_unreachable'],
  [/^(ETIMEDOUT|ABORT_ERR)$/, 'connection_timeout'],
  [/^(ERR_TLS_CERT_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_|INVALID_CA)/, 'tls_untrusted'],
  [/^(EPROTO|ERR_SSL_|ERR_TLS_|ERR_OSSL_)/, 'tls_failed'],
  [/^HPE_/, 'no_health_service'],
];

function codeOf(error: unknown): HealthCode {
  const { code = '' } = Object(error) as { code?: string };
  return CODES.find(([pattern]) => pattern.test(code))?.[1] ?? 'connection_lost';
}
