/**
 * Shapes of JSON values: a shape takes a value and its place in the message, and returns what is wrong with it, as in
 * `results[0].start_time is no number`, or undefined.
 */
export type Shape = (value: unknown, place: string) => string | undefined;

export const string: Shape = (value, place) => (typeof value === 'string' ? undefined : `${place} is no string`);

export const number: Shape = (value, place) => (typeof value === 'number' ? undefined : `${place} is no number`);

export const integer: Shape = (value, place) => (Number.isInteger(value) ? undefined : `${place} is no integer`);

/** A field that may be missing; null counts as missing. */
export function optional(shape: Shape): Shape {
  return (value, place) => (value === undefined || value === null ? undefined : shape(value, place));
}

export function list(shape: Shape): Shape {
  return (value, place) => {
    if (!Array.isArray(value)) return `${place} is no list`;
    return firstFault(value, (item, index) => shape(item, `${place}[${index}]`));
  };
}

/** An object with at least these fields; others are allowed. */
export function object(fields: Record<string, Shape>): Shape {
  const entries = Object.entries(fields);
  return (value, place) => {
    if (!isObject(value)) return `${place || 'message'} is no object`;
    return firstFault(entries, ([name, shape]) => shape(value[name], place ? `${place}.${name}` : name));
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstFault<T>(items: T[], check: (item: T, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const fault = check(item, index);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
