import { coerce } from './coercion';
import { invalidSetting } from './settings-error';

/**
 * Reads a text, `''` if it is not set.
 *
 * @param field path of the setting, for errors
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readText(stored: unknown, field: string): string {
  return (coerce(stored, 'string', field) as string | undefined) ?? '';
}

/**
 * Reads a number from 0 to `max`, both included.
 *
 * @param fallback the default
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readNumber(stored: unknown, field: string, fallback: number, max = Infinity): number {
  const number = coerce(stored, 'number', field) as number | undefined;
  if (number === undefined) return fallback;
  if (number >= 0 && number <= max) return number;
  throw invalidSetting(field, max === Infinity ? 'a number of 0 or above' : `a number from 0 to ${max}`);
}

/**
 * Reads `true` or `false`, also as text, `1` or `0`.
 *
 * @param fallback the default
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readBoolean(stored: unknown, field: string, fallback: boolean): boolean {
  return (coerce(stored, 'boolean', field) as boolean | undefined) ?? fallback;
}

/**
 * Reads one of several texts; the first is the default.
 *
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readChoice<Choice extends string>(
  stored: unknown,
  field: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const text = readText(stored, field).trim() || choices[0];
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw invalidSetting(field, `one of ${choices.join(', ')}`);
}

/**
 * Reads a list whose items are separated by commas, semicolons or line breaks; empty items are ignored.
 *
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readList(stored: unknown, field: string): string[] {
  const items = Array.isArray(stored)
    ? stored.map((item, index) => readText(item, `${field}[${index}]`))
    : readText(stored, field).split(/[,;\n]/);
  return items.map((item) => item.trim()).filter(Boolean);
}
