import { SettingsError } from './settings-error';

/** Node-RED replaces a setting that is `${NAME}` as a whole, and leaves it if the variable is not set. */
const VARIABLE = /^\$\{(\S+)\}$/;

/**
 * Throws if the value still names an environment variable.
 *
 * @param field path of the setting, for the error
 * @throws SettingsError `unset_variable`
 */
export function refuseVariable(value: unknown, field: string): void {
  const name = typeof value === 'string' ? VARIABLE.exec(value)?.[1] : undefined;
  if (name === undefined) return;
  throw new SettingsError(
    'unset_variable',
    field,
    `The environment variable ${name}, named in the setting "${field}", is not set. Set it, or enter a value.`,
  );
}

/** Whether a text, or one of the texts in an object, may name an environment variable anywhere in it. */
export function mayNameVariable(value: unknown): boolean {
  const texts: unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  return texts.some((text) => typeof text === 'string' && /\$\{[^}]/.test(text));
}
