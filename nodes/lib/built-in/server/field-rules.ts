import { isObject } from '../../settings/validators';

/**
 * Validates the value of a field. Takes the value and its path in the message; returns the error, such as
 * `transcription_config.max_delay must be a number from 0.7 to 20`, or undefined.
 */
export type Rule = (value: unknown, place: string) => string | undefined;

/** Limit of characters of a client's text that errors quote. */
const QUOTE_LENGTH = 40;

export const anything: Rule = () => undefined;

export const text = rule('a string', (value) => typeof value === 'string');

export const mark = rule('one character, or "all"', (value) => {
  return typeof value === 'string' && (value === 'all' || [...value].length === 1);
});

export const boolean = rule('true or false', (value) => typeof value === 'boolean');

/** Both limits are inclusive. */
export function number(min: number, max: number): Rule {
  return rule(`a number from ${min} to ${max}`, (value) => typeof value === 'number' && value >= min && value <= max);
}

/** Both limits are inclusive. */
export function integer(min: number, max = Infinity): Rule {
  const range = max === Infinity ? `of ${min} or more` : `from ${min} to ${max}`;
  return rule(
    `an integer ${range}`,
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
  );
}

export function oneOf(...choices: string[]): Rule {
  return rule(`one of ${choices.join(', ')}`, (value) => typeof value === 'string' && choices.includes(value));
}

/** Between slashes, the string has to be a regular expression. */
export const wordOrPattern = rule('a word, or a regular expression between slashes', (value) => {
  if (typeof value !== 'string') return false;
  try {
    return !/^\/.*\/$/s.test(value) || Boolean(new RegExp(value.slice(1, -1)));
  } catch {
    return false;
  }
});

/** A list of at most `length` valid items. */
export function list(item: Rule, length = Infinity): Rule {
  const isList = rule(length === Infinity ? 'a list' : `a list of at most ${length} items`, (value) => {
    return Array.isArray(value) && value.length <= length;
  });
  return (value, place) =>
    isList(value, place) ?? firstFault(value as unknown[], (element, index) => item(element, `${place}[${index}]`));
}

/** A string, or a value valid by the other rule. */
export function textOr(other: Rule): Rule {
  return (value, place) => (typeof value === 'string' ? undefined : other(value, place));
}

/** An object with these fields and no others, in which the `required` ones are present. */
export function object<T extends object>(
  fields: { readonly [K in keyof Required<T>]: Rule },
  ...required: (keyof T & string)[]
): Rule {
  return (value, place) => {
    if (!isObject(value)) return `${place} must be an object`;
    const missing = required.find((name) => value[name] === undefined);
    if (missing !== undefined) return `${place}.${missing} is required`;
    return firstFault(Object.entries(value), ([name, element]) =>
      Object.hasOwn(fields, name)
        ? fields[name as keyof T](element, `${place}.${name}`)
        : `${place}.${quote(name)} is not a known field`,
    );
  };
}

/** Truncates a client's text for an error. */
export function quote(words: string): string {
  return words.length > QUOTE_LENGTH ? `${words.slice(0, QUOTE_LENGTH)}...` : words;
}

function rule(what: string, fits: (value: unknown) => boolean): Rule {
  return (value, place) => (fits(value) ? undefined : `${place} must be ${what}`);
}

function firstFault<T>(items: T[], check: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const fault = check(item, index);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
