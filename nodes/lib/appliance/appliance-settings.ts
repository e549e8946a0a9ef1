import { coerce, fromJson } from '../settings/coercion';
import { invalidSetting } from '../settings/settings-error';
import type { TlsOptions } from '../speech-api/endpoint';
import { nodeOfType, typeOfNode } from './appliance';
import { CodedError } from '../errors/coded-error';

/** The server of an appliance node, as it may be stored. */
export type ServerKind = 'built-in' | 'url';

/**
 * Which server is meant; in a flow that does not say, the built-in one.
 *
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readServer(stored: unknown): ServerKind {
  const server = coerce(stored, 'string', 'server') ?? 'built-in';
  if (server === 'built-in' || server === 'url') return server;
  throw invalidSetting('server', '"built-in" or "url". Open the appliance and choose one');
}

/**
 * A setting that is a text, an empty one where nothing is stored.
 *
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readText(stored: unknown, field: string): string {
  return (coerce(stored, 'string', field) as string | undefined) ?? '';
}

/**
 * Headers as they are stored: nothing, an object, or JSON text of one where an environment variable or the credentials hold
 * them.
 *
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readHeaders(stored: unknown): Record<string, string> | undefined {
  if (stored === undefined || stored === null || stored === '') return undefined;
  if (typeof stored === 'string') coerce(stored, 'string', 'headers');
  const headers = fromJson(stored);
  const isObject = typeof headers === 'object' && headers !== null && !Array.isArray(headers);
  if (isObject && Object.values(headers).every((value) => typeof value === 'string')) {
    return headers as Record<string, string>;
  }
  throw invalidSetting('headers', 'an object of names and texts, for example {"X-Site": "studio 1"}');
}

interface TlsNode {
  addTLSOptions(options: TlsOptions): TlsOptions;
}

/**
 * The TLS settings of the node that is named; undefined where none is.
 *
 * @param find what Node-RED finds by an id
 * @throws SettingsError `unset_variable`, `invalid_setting`
 * @throws CodedError `tls_missing`
 */
export function readTls(stored: unknown, find: (id: string) => unknown): TlsOptions | undefined {
  const id = readText(stored, 'tls');
  if (id === '') return undefined;
  const found = find(id);
  const node = nodeOfType<TlsNode>(found, 'tls-config');
  if (node) return node.addTLSOptions({});
  if (typeOfNode(found) !== undefined) {
    throw invalidSetting(
      'tls',
      'a TLS configuration. It names a node of another type: open the appliance and choose one',
    );
  }
  throw new CodedError(
    'tls_missing',
    'The TLS configuration of the appliance is missing or switched off. Choose another, or none.',
  );
}
