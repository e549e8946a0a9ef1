/** An object stored in a flow: JSON. */
export type StoredObject = Record<string, unknown>;

/** The stored object; an empty one for anything else. */
export function objectOf(stored: unknown): StoredObject {
  return typeof stored === 'object' && stored !== null && !Array.isArray(stored) ? (stored as StoredObject) : {};
}

/** The value at a path; undefined if there is none. */
export function valueAt(object: unknown, [name, ...rest]: readonly string[]): unknown {
  return name === undefined ? object : valueAt(objectOf(object)[name], rest);
}

/**
 * Returns a copy with another value at a path; undefined removes it, with all objects that become empty. Everything else
 * and its order are kept.
 */
export function withValue(object: StoredObject, [name, ...rest]: readonly string[], value: unknown): StoredObject {
  if (name === undefined) return object;
  const inner = rest.length === 0 ? value : withValue(objectOf(object[name]), rest, value);
  const isGone = inner === undefined || (rest.length > 0 && Object.keys(objectOf(inner)).length === 0);
  const copy = { ...object };
  if (isGone) delete copy[name];
  else copy[name] = inner;
  return copy;
}
