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

/** What JSON text holds; anything else as it is. */
function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
