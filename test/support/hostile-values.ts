import { Readable } from 'node:stream';
import fc from 'fast-check';

function throwing(thrown: unknown): () => never {
  return () => {
    throw thrown;
  };
}

function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 0;
  for (let level = 0; level < levels; level += 1) value = wrap(value);
  return value;
}

function detached<T extends ArrayBuffer | ArrayBufferView>(value: T): T {
  const memory = ArrayBuffer.isView(value) ? value.buffer : value;
  structuredClone(memory, { transfer: [memory as ArrayBuffer] });
  return value;
}

function cyclic(): object {
  const value: Record<string, unknown> = { list: [], map: new Map() };
  (value.list as unknown[]).push(value);
  (value.map as Map<unknown, unknown>).set(value, value);
  return Object.assign(value, { data: value, payload: value });
}

/** Every key leads to another such object. */
function endless(): object {
  return new Proxy({}, { get: () => endless(), ownKeys: () => ['data'], getOwnPropertyDescriptor: descriptor });
}

function descriptor(): PropertyDescriptor {
  return { value: 1, enumerable: true, configurable: true };
}

function guarded(target: object): object {
  const trap = throwing(new TypeError('trap'));
  return new Proxy(target, {
    get: trap,
    has: trap,
    ownKeys: trap,
    getPrototypeOf: trap,
    getOwnPropertyDescriptor: trap,
  });
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** Can be read a few times, then not any more. */
function fickle(times: number): object {
  let left = times;
  return {
    get data() {
      if ((left -= 1) < 0) throw new Error('not any more');
      return left;
    },
  };
}

class Instance {
  readonly #secret = 1;
  own = { nested: [1] };
  get data(): number {
    return this.#secret;
  }
  set other(_value: unknown) {
    throw new Error('setter');
  }
}

/** Values that are hard to read, to copy or to show, each made anew. */
export const HOSTILE: Readonly<Record<string, () => unknown>> = {
  deep: () => nested(3000, (inner) => ({ data: inner })),
  'deep list': () => nested(3000, (inner) => [inner]),
  'deep class': () => nested(3000, (inner) => Object.assign(new Instance(), { inner })),
  'deep json': () => `${'{"data":'.repeat(3000)}1${'}'.repeat(3000)}`,
  cyclic,
  endless,
  getter: () => ({ a: 1, get data() { return throwing(new Error('getter'))(); } }), // prettier-ignore
  'throws a bare object': () => ({ get data() { return throwing(Object.create(null))(); } }), // prettier-ignore
  'throws nothing': () => ({ get payload() { return throwing(undefined)(); } }), // prettier-ignore
  'throws a proxy': () => ({ get id() { return throwing(guarded({}))(); } }), // prettier-ignore
  'fickle once': () => fickle(1),
  fickle: () => fickle(5),
  proxy: () => guarded({}),
  'proxy of a list': () => guarded([1, 2]),
  'proxy of a Buffer': () => new Proxy(Buffer.alloc(4), {}),
  'proxy of a function': () => guarded(() => {}),
  'proxy of an error': () => guarded(new Error('x')),
  'revoked proxy': () => revoked({}),
  'revoked list': () => revoked([]),
  'detached memory': () => detached(new ArrayBuffer(8)),
  'detached array': () => detached(new Float32Array(8)),
  'detached Buffer': () => detached(Buffer.from(new ArrayBuffer(8))),
  'detached within': () => ({ data: detached(new Int16Array(8)) }),
  'shared memory': () => new SharedArrayBuffer(8),
  DataView: () => new DataView(new ArrayBuffer(8), 2, 4),
  'BigInt array': () => new BigInt64Array(4),
  instance: () => new Instance(),
  'without prototype': () => Object.assign(Object.create(null) as object, { data: [1] }),
  'odd prototype': () => Object.create(guarded({})) as unknown,
  frozen: () => Object.freeze({ data: Object.freeze([1, 2, 3]) }),
  'own __proto__': () => JSON.parse('{"__proto__":{"data":"x"},"constructor":1,"toString":2}') as unknown,
  'no text': () => ({ toString: throwing(new Error('toString')), [Symbol.toPrimitive]: throwing(0) }),
  'false tag': () => ({ get [Symbol.toStringTag]() { return throwing(new Error('tag'))(); } }), // prettier-ignore
  symbol: () => Symbol('x'),
  'symbol key': () => ({ [Symbol('x')]: cyclic() }),
  bigint: () => 12345678901234567890n,
  function: () => () => {},
  generator: () => (function* () {})(),
  promise: () => Promise.resolve(1),
  weak: (): unknown[] => [new WeakMap(), new WeakSet(), new WeakRef({})],
  'no date': () => new Date(NaN),
  expression: () => /x/g,
  error: () => Object.assign(new Error('x'), { cause: cyclic() }),
  boxed: (): unknown[] => [new Number(1), new String('x'), Object(1n)],
  'sparse list': () => Object.assign([], { 5: 1, length: 1000 }),
  'no bytes': () => ({ type: 'Buffer', data: [1, Symbol('x'), {}] }),
  'silent readable': () => new Readable({ read: () => {} }),
  'readable of anything': () => Readable.from([Buffer.alloc(10), {}, 5, guarded({})]),
  'readable that fails': () => new Readable({ read() { this.destroy(new Error('x')); } }), // prettier-ignore
  'half a readable': () => ({ pipe: () => {}, read: () => {}, on: () => {}, destroy: throwing(new Error('destroy')) }),
};

/** A value of {@link HOSTILE}, or any other, with its name. */
export function hostileValue(): fc.Arbitrary<{ name: string; make: () => unknown }> {
  const chosen = fc.constantFrom(...Object.entries(HOSTILE)).map(([name, make]) => ({ name, make }));
  const any = fc
    .anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
    })
    .map((value) => ({ name: fc.stringify(value), make: () => value }));
  return fc.oneof({ weight: 3, arbitrary: chosen }, { weight: 1, arbitrary: any });
}
