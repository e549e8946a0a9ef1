import { isObject } from '../../settings/validators';

/**
 * What values a field of a message may have. A rule takes a value and its place in the message, and returns what is wrong,
 * as in `transcription_config.max_delay must be a number from 0.7 to 20`, or undefined.
 */
export type Rule = (value: unknown, place: string) => string | undefined;

/** Longest part of a client's own words that is repeated to it, characters. */
const QUOTE_LENGTH = 40;

export const anything: Rule = () => undefined;

export const text = rule('a string', (value) => typeof value === 'string');

export const mark = rule('one character, or "all"', (value) => {
  return typeof value === 'string' && (value === 'all' || [...value].length === 1);
});

export const boolean = rule('true or false', (value) => typeof value === 'boolean');

/** Both limits are allowed values. */
export function number(min: number, max: number): Rule {
  return rule(`a number from ${min} to ${max}`, (value) => typeof value === 'number' && value >= min && value <= max);
}

/** Both limits are allowed values; without `max` there is none. */
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

/** A string that starts and ends with a slash has to be a regular expression between them. */
export const wordOrPattern = rule('a word, or a regular expression between slashes', (value) => {
  if (typeof value !== 'string') return false;
  try {
    return !/^\/.*\/$/s.test(value) || Boolean(new RegExp(value.slice(1, -1)));
  } catch {
    return false;
  }
});

/** A list of at most `length` items that follow the rule. */
export function list(item: Rule, length = Infinity): Rule {
  const isList = rule(length === Infinity ? 'a list' : `a list of at most ${length} items`, (value) => {
    return Array.isArray(value) && value.length <= length;
  });
  return (value, place) =>
    isList(value, place) ?? firstFault(value as unknown[], (element, index) => item(element, `${place}[${index}]`));
}

/** A string, or what follows the rule. */
export function textOr(other: Rule): Rule {
  return (value, place) => (typeof value === 'string' ? undefined : other(value, place));
}

/** An object with these fields and no others; those of `required` can't be left out. */
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

/** A client's own words, as far as they are worth repeating. */
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
