import fc from 'fast-check';

/** Nested deeper than the stack reaches. */
export function deep(levels = 5000): object {
  let value: object = {};
  for (let level = 0; level < levels; level += 1) value = { value };
  return value;
}

/** A view of memory that was handed to somebody else. */
export function detachedView(): Uint8Array {
  const view = new Uint8Array(8);
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
}

/** An object with a property that can't be read. */
export function throwing(name = 'value'): object {
  return Object.defineProperty({}, name, {
    enumerable: true,
    get: () => {
      throw new Error('not to be read');
    },
  });
}

function cyclic(): object {
  const value: { self?: object; list: unknown[] } = { list: [] };
  value.self = value;
  value.list.push(value);
  return value;
}

function proxy(): object {
  const refuse = (): never => {
    throw new Error('not to be touched');
  };
  return new Proxy({}, { get: refuse, ownKeys: refuse, has: refuse, getPrototypeOf: refuse, set: refuse });
}

function revoked(): object {
  const { proxy: value, revoke } = Proxy.revocable({}, {});
  revoke();
  return value;
}

/** A value that fast-check could not look at: it is made when it is used. */
class Unmade {
  constructor(readonly make: () => unknown) {}

  toString(): string {
    return this.make.toString();
  }
}

const unmade = [
  deep,
  detachedView,
  () => detachedView().buffer,
  throwing,
  () => throwing('length'),
  proxy,
  revoked,
  cyclic,
  () => Symbol('symbol'),
  () => () => 'function',
  () => 1n,
  () => NaN,
  () => Infinity,
  () => Object.create(null) as object,
  () => ({ toString: 1, valueOf: 2, toJSON: 3, hasOwnProperty: 4 }),
  () => JSON.parse('{"__proto__": {"length": 1}, "constructor": {"prototype": 1}}') as object,
  () => '__proto__',
  () => 'constructor',
  () => '${__proto__}',
  () => Object.create(proxy()) as object,
  () => Object.create(throwing('constructor')) as object,
  () => Object.create(throwing('stream')) as object,
  () => Object.create(throwing('length')) as object,
  () => new Error('error'),
  () => new Map([[{}, deep()]]),
].map((make) => new Unmade(() => make()));

/** Any value of JavaScript, the worst ones most often; {@link made} makes it. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...unmade),
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
);

/** A generated value with all that is in it made. */
export function made(value: unknown): unknown {
  if (value instanceof Unmade) return value.make();
  if (Array.isArray(value)) return value.map(made);
  if (Object.prototype.toString.call(value) !== '[object Object]') return value;
  return Object.fromEntries(Object.entries(value as object).map(([name, item]) => [name, made(item)]));
}

/** A value of this kind, or any other. */
export function perhaps<Value>(good: fc.Arbitrary<Value>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: hostileValue });
}

/** What JSON can hold: the values that settings are stored with. */
export const storedValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '${__proto__}', '${NOT_SET_ANYWHERE}', ''),
  fc.constantFrom({ toString: 1, valueOf: 2 }, JSON.parse('{"__proto__": 1}') as object, [[]], [null], Infinity, -1, 0),
);
