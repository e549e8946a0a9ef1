import { isObject } from '../speech-api/shape';
import { StreamError } from './stream-error';

/** What the dialog of an appliance holds when it asks for a test of it. */
export interface TestRequest {
  /** Of the appliance node, which need not be deployed. */
  id: string;
  server: 'built-in' | 'url';
  url: string;
  /** Of the TLS node; empty: none. */
  tls: string;
  headers: unknown;
  /** As it was typed; undefined: the one that is stored. */
  token: string | undefined;
  /** Of the session to be held; empty: none, the handshake is enough. */
  language: string;
}

/** What is stored of an appliance. */
export interface StoredAccess {
  url: string;
  token: string | undefined;
}

/**
 * Reads the body of a request.
 *
 * @throws StreamError `invalid_request`
 */
export function readTestRequest(body: unknown): TestRequest {
  if (!isObject(body)) throw new StreamError('invalid_request', 'The test needs the settings of the dialog, as JSON.');
  const text = (name: string): string => {
    const value = body[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  return {
    id: text('id'),
    server: body.server === 'url' ? 'url' : 'built-in',
    url: text('url'),
    tls: text('tls'),
    headers: body.headers,
    token: body.token === undefined ? undefined : text('token'),
    language: text('language'),
  };
}

/**
 * The token to be sent to this address. The stored one, which nobody can read, goes to the stored address only: else a test
 * could carry it anywhere.
 *
 * @throws StreamError `token_needed`
 */
export function tokenFor(url: string, typed: string | undefined, stored: StoredAccess | undefined): string | undefined {
  if (typed !== undefined) return typed || undefined;
  if (!stored?.token) return undefined;
  if (stored.url.trim() === url.trim()) return stored.token;
  throw new StreamError(
    'token_needed',
    'The stored token is sent to the stored address only. Enter the token to test another address, or deploy first.',
  );
}
