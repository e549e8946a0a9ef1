import type { WithCredentials } from '../credentials.js';
import type { Validity } from '../node-red.js';

/** Whether a value is one that the setting may have: nothing, an object of texts, or JSON text of one. */
export function areValid(headers: unknown): boolean {
  const value = fromJson(headers);
  if (!value) return true;
  return (
    typeof value === 'object' && !Array.isArray(value) && Object.values(value).every((text) => typeof text === 'string')
  );
}

/** Makes the field an editor of JSON, or of the name of an environment variable. */
export function prepare(field: JQuery, stored: unknown, validate: (value: string) => Validity): void {
  const text = typeof stored === 'string' ? stored : JSON.stringify(stored ?? '');
  const variable = /^\$\{(.+)\}$/.exec(text)?.[1];
  const json = {
    value: 'json',
    label: 'JSON',
    icon: 'red/images/typedInput/json.svg',
    validate,
    expand(this: { value(text?: string): string }) {
      RED.editor.editJSON({ value: this.value() || '{}', complete: (edited) => void this.value(edited) });
    },
  };
  field
    .typedInput({ types: [json, 'env'] })
    .typedInput('type', variable === undefined ? 'json' : 'env')
    .typedInput('value', variable ?? (text === '""' ? '' : text));
}

/** What the field holds, as it is stored. */
export function read(field: JQuery): unknown {
  const text = field.typedInput('value').trim();
  if (field.typedInput('type') === 'env') return text && `\${${text}}`;
  return fromJson(text);
}

type Credentials = NonNullable<WithCredentials['credentials']>;

/**
 * The same for headers that are stored with the credentials. The editor is not told what is stored.
 *
 * @param placeholders shown where some are stored, and where none are
 */
export function prepareSecret(
  field: JQuery,
  credentials: Credentials,
  placeholders: { stored: string; none: string },
  validate: (value: string) => Validity,
): void {
  prepare(field, credentials.secretHeaders, validate);
  const isUnseen = credentials.has_secretHeaders === true && !credentials.secretHeaders;
  const input = field.siblings('.red-ui-typedInput-container').find('.red-ui-typedInput-input');
  input.attr('placeholder', isUnseen ? placeholders.stored : placeholders.none);
}

/** What the field holds, as it is stored: a text, empty for none; undefined for those that are stored already. */
export function readSecret(field: JQuery, credentials: Credentials): string | undefined {
  const headers = read(field);
  const isUnseen = credentials.has_secretHeaders === true && !credentials.secretHeaders;
  if (headers === '') return isUnseen ? undefined : '';
  if (typeof headers === 'string') return headers;
  return isEmpty(headers) ? '' : JSON.stringify(headers);
}

/** Stores them, if they are others than before. */
export function saveSecret(field: JQuery, credentials: Credentials): void {
  const headers = readSecret(field, credentials);
  const before = credentials.secretHeaders ?? '';
  const had = credentials.has_secretHeaders === true;
  if (headers === undefined || (headers === before && had === (headers !== ''))) return;
  credentials.secretHeaders = headers;
  credentials.has_secretHeaders = headers !== '';
}

function isEmpty(headers: unknown): boolean {
  return typeof headers === 'object' && Object.keys(headers ?? {}).length === 0;
}

/** What JSON text holds; anything else as it is. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
