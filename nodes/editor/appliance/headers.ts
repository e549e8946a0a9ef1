import type { WithCredentials } from '../credentials.js';
import type { Validity } from '../node-red.js';

/** Whether the value of the setting is valid: nothing, an object of texts, or JSON text of one. */
export function areValid(headers: unknown): boolean {
  const value = fromJson(headers);
  if (!value) return true;
  return (
    typeof value === 'object' && !Array.isArray(value) && Object.values(value).every((text) => typeof text === 'string')
  );
}

/** Makes the field an editor for JSON or the name of an environment variable. */
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

/** The value of the field, to be stored. */
export function read(field: JQuery): unknown {
  const text = field.typedInput('value').trim();
  if (field.typedInput('type') === 'env') return text && `\${${text}}`;
  return fromJson(text);
}

type Credentials = NonNullable<WithCredentials['credentials']>;

/**
 * As {@link prepare}, for headers in the credentials, whose stored value the editor does not receive.
 *
 * @param placeholders shown if some are stored, and if none are
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

/** The value of the field, to be stored: a text, empty for none; undefined: keep the stored ones. */
export function readSecret(field: JQuery, credentials: Credentials): string | undefined {
  const headers = read(field);
  const isUnseen = credentials.has_secretHeaders === true && !credentials.secretHeaders;
  if (headers === '') return isUnseen ? undefined : '';
  if (typeof headers === 'string') return headers;
  return isEmpty(headers) ? '' : JSON.stringify(headers);
}

/** Stores the secret headers, if they were changed. */
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

/** Parses JSON text; returns anything else unchanged. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
