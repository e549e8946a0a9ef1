import { fromJson } from '../settings/coercion';
import { refuseVariable } from '../settings/environment';
import { readChoice, readText } from '../settings/read-setting';
import { invalidSetting } from '../settings/settings-error';
import { isObject } from '../settings/validators';
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
  return readChoice(stored, 'server', ['built-in', 'url']);
}

/**
 * Headers as they are stored: nothing, an object, or JSON text of one where an environment variable or the credentials hold
 * them.
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
    'The TLS configuration of the appliance is missing or disabled. Choose another, or none.',
  );
}
