/**
 * The type of a setting: a `string`, which counts as not set when empty; a `text`, which may be empty; a `number`; a
 * `boolean`; `anything`, left as it is; a `list`, which may count as not set when `empty`; an object with `fields`; or a string
 * or an object (`textOr`).
 */
export type Rule =
  | 'string'
  | 'text'
  | 'number'
  | 'boolean'
  | 'anything'
  | { list: Rule; empty?: 'unset' }
  | { fields: Readonly<Record<string, Rule>> }
  | { textOr: Readonly<Record<string, Rule>> };
