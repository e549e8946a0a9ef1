import { refuseVariable } from './environment';
import { invalidSetting } from './settings-error';
import type { Rule } from './rule';
import { isObject } from './validators';

/** The deepest nesting of a value of the rule `anything`: much deeper ones overflow the stack when they are sent. */
const DEEPEST = 32;

/**
 * Converts a stored value, or one from an environment variable, to the type that the rule requires: `"2.5"` becomes 2.5,
 * `"true"` true, JSON text a list or object. Undefined, null and an empty string count as not set, and are left out of objects
 * and lists. The given value is not changed.
 *
 * @param field path of the setting, for errors
 * @throws SettingsError
 */
export function coerce(value: unknown, rule: Rule, field: string): unknown {
  if (value === undefined || value === null) return undefined;
  if (value === '' && rule !== 'text') return undefined;
  refuseVariable(value, field);
  if (typeof rule === 'string') return scalars[rule](value, field);
  if ('list' in rule) {
    const list = coerceList(value, rule.list, field);
    return list.length === 0 && rule.empty === 'unset' ? undefined : list;
  }
  if ('fields' in rule) return coerceObject(fromJson(value), rule.fields, field);
  return typeof value === 'string' ? value : coerceObject(value, rule.textOr, field);
}

const scalars = {
  string: toText,
  text: toText,
  number(value: unknown, field: string): number {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw invalidSetting(field, 'a number');
  },
  boolean(value: unknown, field: string): boolean {
    if (typeof value === 'boolean') return value;
    // The toString of an object may throw.
    const text = typeof value === 'string' || typeof value === 'number' ? `${value}`.trim().toLowerCase() : '';
    if (text === 'true' || text === '1') return true;
    if (text === 'false' || text === '0') return false;
    throw invalidSetting(field, 'true or false');
  },
  anything(value: unknown, field: string): unknown {
    refuseVariables(value, field);
    return value;
  },
};

/** Typed variables turn strings such as "1.0" into numbers. */
function toText(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalidSetting(field, 'text');
}

function coerceList(value: unknown, rule: Rule, field: string): unknown[] {
  const list = fromJson(value);
  if (!Array.isArray(list)) throw invalidSetting(field, 'a list, as JSON text for example ["a", "b"]');
  return list.map((item, index) => coerce(item, rule, `${field}[${index}]`)).filter((item) => item !== undefined);
}

function coerceObject(object: unknown, fields: Readonly<Record<string, Rule>>, field: string): Record<string, unknown> {
  if (!isObject(object)) throw invalidSetting(field, 'an object, as JSON text for example {"name": "value"}');
  const entries = Object.entries(object).map(([name, value]): [string, unknown] => {
    const rule = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return [name, coerce(value, rule ?? 'anything', `${field}.${name}`)];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Parses JSON text; returns everything else as it is. */
export function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function refuseVariables(value: unknown, field: string, level = 0): void {
  refuseVariable(value, field);
  if (typeof value !== 'object' || value === null) return;
  if (level === DEEPEST) throw invalidSetting(field.slice(0, 100), `nested in no more than ${DEEPEST} levels`);
  for (const [name, item] of Object.entries(value)) refuseVariables(item, `${field}.${name}`, level + 1);
}
