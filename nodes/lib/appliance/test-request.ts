import { isDeepStrictEqual } from 'node:util';
import { mayNameVariable } from '../settings/environment';
import { isObject } from '../settings/validators';
import type { ServerKind } from './appliance-settings';
import { CodedError } from '../errors/coded-error';

/** The contents of an appliance's dialog for a connection test. */
export interface TestRequest {
  /** Id of the appliance node, which need not be deployed. */
  id: string;
  server: ServerKind;
  url: string;
  /** Id of the TLS node; empty: none. */
  tls: string;
  headers: unknown;
  /** As typed; undefined: the stored one. */
  token: string | undefined;
  /** As typed; undefined: the stored ones. */
  secretHeaders: string | undefined;
  /** Language of the session; empty: only the handshake is tested. */
  language: string;
}

/** The address and secrets of a handshake. */
export interface Access {
  url: string;
  headers: unknown;
  token: string | undefined;
  secretHeaders: string | undefined;
}

/** A deployed appliance: as stored, and with its environment variables resolved. */
export interface Deployed {
  stored: Access;
  resolved: Access;
}

/** Limit of characters of each text in a request. */
const LONGEST_TEXT = 10_000;

/**
 * Reads the body of a request.
 *
 * @throws CodedError `invalid_request`
 */
export function readTestRequest(body: unknown): TestRequest {
  if (!isObject(body)) throw invalid('The test needs the settings of the dialog, as a JSON object.');
  const optional = (name: string): string | undefined => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.length <= LONGEST_TEXT) return value.trim();
    throw invalid(`The field "${name}" must be a string of at most ${LONGEST_TEXT} characters.`);
  };
  const text = (name: string): string => optional(name) ?? '';
  const { server } = body;
  if (server !== 'url' && server !== 'built-in') throw invalid('The field "server" must be "url" or "built-in".');
  if (server === 'url' && optional('url') === undefined) throw invalid('The field "url" is missing.');
  return {
    id: text('id'),
    server,
    url: text('url'),
    tls: text('tls'),
    headers: body.headers,
    token: optional('token'),
    secretHeaders: optional('secretHeaders'),
    language: text('language'),
  };
}

function invalid(message: string): CodedError {
  return new CodedError('invalid_request', message);
}

/** Errors about secrets that are stored for another address. */
const NEEDED = {
  token: () =>
    new CodedError(
      'token_needed',
      'The stored token is sent to the stored address only. Enter the token to test another address, or deploy first.',
    ),
  secretHeaders: () =>
    new CodedError(
      'headers_needed',
      'The stored secret headers are sent to the stored address only. Enter them to test another address, or deploy first.',
    ),
};

/**
 * Returns what to send to the tested address. Stored secrets and values of environment variables are only sent to the address
 * that they are deployed with: otherwise a test could send them anywhere.
 *
 * @throws CodedError `token_needed`, `headers_needed`, `variable_not_deployed`
 */
export function accessFor(typed: Access, deployed: Deployed | undefined): Access {
  const isDeployed = [deployed?.stored, deployed?.resolved].some((access) => access?.url.trim() === typed.url.trim());
  const known = isDeployed ? deployed : undefined;
  const withVariables = <Name extends keyof Access>(name: Name): Access[Name] => {
    if (!mayNameVariable(typed[name])) return typed[name];
    if (known && isDeepStrictEqual(typed[name], known.stored[name])) return known.resolved[name];
    throw new CodedError(
      'variable_not_deployed',
      `A test uses environment variables only as they are deployed, with their address. Deploy first, or enter the value ` +
        `itself: ${name}.`,
    );
  };
  const secret = (name: keyof typeof NEEDED): string | undefined => {
    if (typed[name] !== undefined) return withVariables(name) || undefined;
    if (!deployed?.resolved[name] || known) return known?.resolved[name];
    throw NEEDED[name]();
  };
  return {
    url: withVariables('url'),
    headers: withVariables('headers'),
    token: secret('token'),
    secretHeaders: secret('secretHeaders'),
  };
}
