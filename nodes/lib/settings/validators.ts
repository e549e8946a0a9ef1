/** Results besides an error. `ignored`: the first optional detail that was removed because it was invalid. */
export interface Findings {
  ignored?: string;
}

/**
 * A validator of a JSON value: returns what is wrong with it, for example `.results[0].start_time is not a number`, or undefined.
 * Removes from the value what counts as missing.
 */
export type Shape = (value: unknown, findings: Findings) => string | undefined;

export const string: Shape = (value) => (typeof value === 'string' ? undefined : ' is not a string');

/** A finite number: JSON can contain numbers that are parsed as Infinity. */
export const number: Shape = (value) => (Number.isFinite(value) ? undefined : ' is not a number');

export const integer: Shape = (value) => (Number.isInteger(value) ? undefined : ' is not an integer');

export const boolean: Shape = (value) => (typeof value === 'boolean' ? undefined : ' is neither true nor false');

export function list(shape: Shape): Shape {
  return (value, findings) => {
    if (!Array.isArray(value)) return ' is not a list';
    for (let index = 0; index < value.length; index += 1) {
      const fault = shape(value[index], findings);
      if (fault !== undefined) return `[${index}]${fault}`;
    }
    return undefined;
  };
}

/**
 * An object with at least the `required` fields; others are allowed. `optional` fields and `details` may be missing; null is
 * removed and counts as missing. An invalid detail is removed as well, so that the rest of the message can be used.
 */
export function object(
  required: Record<string, Shape>,
  { optional = {}, details = {} }: { optional?: Record<string, Shape>; details?: Record<string, Shape> } = {},
): Shape {
  const [requiredFields, optionalFields, detailFields] = [required, optional, details].map((fields) =>
    Object.entries(fields),
  ) as [Fields, Fields, Fields];
  return (value, findings) => {
    if (!isObject(value)) return ' is not an object';
    for (const [name, shape] of detailFields) {
      const fault = faultOf(value, name, shape, findings);
      if (fault === undefined) continue;
      findings.ignored ??= fault;
      delete value[name];
    }
    for (const [name, shape] of optionalFields) {
      const fault = faultOf(value, name, shape, findings);
      if (fault !== undefined) return fault;
    }
    for (const [name, shape] of requiredFields) {
      const fault = shape(value[name], findings);
      if (fault !== undefined) return `.${name}${fault}`;
    }
    return undefined;
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Fields = [name: string, shape: Shape][];

/** Validates a field that may be missing; null is removed. */
function faultOf(object: Record<string, unknown>, name: string, shape: Shape, findings: Findings): string | undefined {
  if (object[name] === null) delete object[name];
  if (object[name] === undefined) return undefined;
  const fault = shape(object[name], findings);
  return fault === undefined ? undefined : `.${name}${fault}`;
}
