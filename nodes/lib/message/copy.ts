import { types } from 'node:util';

/** The deepest nesting: whoever copies the message after this node, such as Node-RED, does so recursively. */
const DEEPEST = 100;
/** The most objects in a copy: a Proxy may be endless. */
const MOST = 1_000_000;

type Key = string | symbol;
type Fields = Record<Key, unknown>;

/** Objects whose state can't be copied. */
const KEPT = [types.isNativeError, types.isPromise, types.isWeakMap, types.isWeakSet, types.isBoxedPrimitive];
const VIEWS: readonly [(view: unknown) => boolean, new (memory: ArrayBufferLike) => ArrayBufferView][] = [
  [types.isInt8Array, Int8Array],
  [types.isUint8Array, Uint8Array],
  [types.isUint8ClampedArray, Uint8ClampedArray],
  [types.isInt16Array, Int16Array],
  [types.isUint16Array, Uint16Array],
  [types.isInt32Array, Int32Array],
  [types.isUint32Array, Uint32Array],
  [types.isFloat32Array, Float32Array],
  [types.isFloat64Array, Float64Array],
  [types.isBigInt64Array, BigInt64Array],
  [types.isBigUint64Array, BigUint64Array],
];
/**
 * Copies a value, circles included, as Node-RED copies messages: functions, errors, promises, and weak collections are kept
 * as they are, everything else is new. Getters and Proxies are read once, so that a copy can always be copied again.
 *
 * @throws whatever a getter or Proxy throws; TypeError for detached memory; RangeError beyond 100 levels or a million objects
 */
export function copyOf<T>(value: T): T {
  const isPlain = typeof value !== 'object' && typeof value !== 'function';
  return isPlain ? value : (copyIn(value, 0, new Map()) as T);
}

function copyIn(value: unknown, level: number, known: Map<object, object>): unknown {
  if (typeof value === 'function' && types.isProxy(value)) throw new TypeError('it is a Proxy of a function');
  if (typeof value !== 'object' || value === null) return value;
  const before = known.get(value);
  if (before) return before;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Plain objects and arrays first, since nearly all are.
  if (prototype !== Object.prototype && prototype !== Array.prototype) return copyOfClass(value, level, known);
  checkLimits(level, known);
  return Array.isArray(value) ? copyFields(value, emptyLike(value), level, known) : copyOfRecord(value, level, known);
}

function checkLimits(level: number, known: Map<object, object>): void {
  if (level === DEEPEST) throw new RangeError(`it is nested in more than ${DEEPEST} levels`);
  if (known.size === MOST) throw new RangeError(`it holds more than ${MOST} objects`);
}

/** Spread takes a fraction of the time of copying field by field, and so does looking for symbols apart from names. */
function copyOfRecord(value: object, level: number, known: Map<object, object>): object {
  const copy: Fields = { ...value };
  known.set(value, copy);
  for (const key in copy) {
    const item = copy[key];
    const isPlain = typeof item !== 'object' && typeof item !== 'function';
    if (!isPlain && Object.hasOwn(copy, key)) copy[key] = copyIn(item, level + 1, known);
  }
  for (const key of Object.getOwnPropertySymbols(copy)) copy[key] = copyIn(copy[key], level + 1, known);
  return copy;
}

function copyOfClass(value: object, level: number, known: Map<object, object>): unknown {
  if (isKept(value)) return value;
  checkLimits(level, known);
  const note = <Copy extends object>(copy: Copy): Copy => {
    known.set(value, copy);
    return copy;
  };
  const inner = (item: unknown): unknown => copyIn(item, level + 1, known);
  if (types.isDate(value)) return note(new Date(Date.prototype.getTime.call(value)));
  if (types.isAnyArrayBuffer(value)) return note(value.slice(0));
  if (ArrayBuffer.isView(value)) return note(copyOfView(value));
  if (types.isRegExp(value)) return note(new RegExp(value.source, value.flags));
  if (types.isMap(value)) {
    const copy = note(new Map<unknown, unknown>());
    Map.prototype.forEach.call(value, (item: unknown, key: unknown) => copy.set(inner(key), inner(item)));
    return copy;
  }
  if (types.isSet(value)) {
    const copy = note(new Set<unknown>());
    Set.prototype.forEach.call(value, (item: unknown) => copy.add(inner(item)));
    return copy;
  }
  const copy = emptyLike(value);
  if (!isOfNoClass(copy)) touch(copy);
  return copyFields(value, copy, level, known);
}

function copyFields(value: object, copy: object, level: number, known: Map<object, object>): object {
  known.set(value, copy);
  const isPlain = isOfNoClass(copy);
  for (const key of keysOf(value)) {
    const item = copyIn((value as Fields)[key], level + 1, known);
    // defineProperty takes ten times as long.
    if (isPlain && key !== '__proto__') (copy as Fields)[key] = item;
    else define(copy, key, item);
  }
  return copy;
}

function emptyLike(value: object): object {
  if (Array.isArray(value) && value.length > MOST) throw new RangeError(`it has a list of more than ${MOST} places`);
  if (!Array.isArray(value)) return Object.create(Object.getPrototypeOf(value) as object | null) as object;
  const copy: unknown[] = [];
  copy.length = value.length;
  return copy;
}

function isOfNoClass(copy: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(copy);
  return prototype === Object.prototype || prototype === Array.prototype;
}

/** Reads what Node-RED reads of each object that it copies: a prototype may throw, or be a Proxy. */
function touch(copy: object): void {
  const { constructor, length } = copy as { constructor?: unknown; length?: unknown };
  void constructor;
  void length;
  for (let level: object | null = copy; level !== null; level = Object.getPrototypeOf(level) as object | null) {
    if (types.isProxy(level)) throw new TypeError('its prototype is a Proxy');
  }
}

function isKept(value: object): boolean {
  return KEPT.some((isOfKind) => isOfKind(value));
}

function keysOf(value: object): Key[] {
  const symbols = Object.getOwnPropertySymbols(value);
  if (symbols.length === 0) return Object.keys(value);
  const isEnumerable = (key: symbol): boolean => Object.prototype.propertyIsEnumerable.call(value, key);
  return [...Object.keys(value), ...symbols.filter(isEnumerable)];
}

/** Runs no setter of a class, and sets no prototype. */
function define(copy: object, key: Key, value: unknown): void {
  Object.defineProperty(copy, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Copies only what the view shows: a Buffer may share its memory with others. */
function copyOfView(view: ArrayBufferView): ArrayBufferView {
  const memory = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  if (Buffer.isBuffer(view)) return Buffer.from(memory);
  const View = VIEWS.find(([isOfKind]) => isOfKind(view))?.[1] ?? DataView;
  return new View(memory);
}
