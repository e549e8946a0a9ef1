import { fromJson } from '../settings/coercion';
import { refuseVariable } from '../settings/environment';
import { readChoice, readText } from '../settings/read-setting';
import { invalidSetting } from '../settings/settings-error';
import { isObject } from '../settings/validators';
import type { TlsOptions } from '../speech-api/endpoint';
import { nodeOfType, typeOfNode } from './appliance';
import { CodedError } from '../errors/coded-error';

/** The kind of server of an appliance node, as stored. */
export type ServerKind = 'built-in' | 'url';

/**
 * Reads the kind of server; the default is the built-in one.
 *
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readServer(stored: unknown): ServerKind {
  return readChoice(stored, 'server', ['built-in', 'url']);
}

/**
 * Reads stored headers: nothing, an object, or JSON text from an environment variable or the credentials.
 *
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readHeaders(stored: unknown): Record<string, string> | undefined {
  if (stored === undefined || stored === null || stored === '') return undefined;
  refuseVariable(stored, 'headers');
  const headers = fromJson(stored);
  if (isObject(headers) && Object.values(headers).every((value) => typeof value === 'string')) {
    return headers as Record<string, string>;
  }
  throw invalidSetting('headers', 'an object of names and texts, for example {"X-Site": "studio 1"}');
}

interface TlsNode {
  addTLSOptions(options: TlsOptions): TlsOptions;
}

/**
 * The TLS settings of the named node; undefined if none is named.
 *
 * @param find returns Node-RED's node by its id
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
    'The TLS configuration of the appliance is missing or disabled. Choose another, or none.',
  );
}
