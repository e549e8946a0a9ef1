import assert from 'node:assert/strict';
import fc from 'fast-check';
import { copyOf } from '../../../nodes/lib/message/copy';
import { hostileValue } from '../../support/hostile-values';

// Invalid dates are left out: Node.js finds no two of them equal.
const date = fc.date({ noInvalidDate: true });
const anything = fc.anything({
  withBigInt: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withNullPrototype: true,
  withSparseArray: true,
});
const plain = fc.oneof(anything, fc.record({ date, list: fc.array(fc.oneof(date, anything)) }));

describe('message/copy', () => {
  it('is equal, and new down to the last object', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const copy = copyOf(value);
        assert.deepStrictEqual(copy, value);
        assert.ok(copy !== value || typeof value !== 'object' || value === null);
      }),
      { numRuns: 500 },
    );
    const inner = { list: [Buffer.from('abc'), new Float32Array([1]), new Set([{}])] };
    const copy = copyOf(inner);
    assert.deepStrictEqual(copy, inner);
    copy.list.forEach((item, index) => assert.notEqual(item, inner.list[index]));
  });

  it('refuses lists with more places than objects are copied: Node-RED would fill them', () => {
    const sparse: unknown[] = [];
    sparse.length = 5e7;
    assert.throws(() => copyOf({ sparse }), RangeError);
  });

  it('either fails, or can be copied any number of times', () => {
    fc.assert(
      fc.property(hostileValue(), ({ make }) => {
        let copy: unknown;
        try {
          copy = copyOf(make());
        } catch {
          return;
        }
        for (let time = 0; time < 3; time += 1) copy = copyOf(copy);
      }),
      { numRuns: 1000 },
    );
  });

  it('copies circles, and what a view shows of its memory', () => {
    const circle: Record<string, unknown> = { list: [] };
    circle.self = circle;
    (circle.list as unknown[]).push(circle);
    const copy = copyOf(circle);
    assert.ok(copy !== circle && copy.self === copy && (copy.list as unknown[])[0] === copy);
    const view = new Int16Array(new ArrayBuffer(100), 10, 4);
    assert.equal(copyOf(view).buffer.byteLength, 8);
    assert.equal(copyOf(new DataView(new ArrayBuffer(8), 2, 4)).byteLength, 4);
  });

  it('keeps classes, functions and errors, and runs no setter', () => {
    class Point {
      x = 1;
      set y(_value: number) {
        assert.fail();
      }
    }
    const point = Object.defineProperty(new Point(), 'y', { value: 2, enumerable: true });
    const value = { point, act: () => {}, error: new Error('x') };
    const copy = copyOf(copyOf(value));
    assert.ok(copy.point instanceof Point && copy.point !== point);
    assert.ok(copy.act === value.act && copy.error === value.error);
    const named = JSON.parse('{"__proto__":{"polluted":true}}') as Record<string, unknown>;
    assert.equal(copyOf(named).polluted, undefined);
    assert.deepStrictEqual(Object.keys(copyOf(named)), ['__proto__']);
  });

  it('takes over nothing that all objects inherit', () => {
    Object.defineProperty(Object.prototype, 'inherited', { value: {}, enumerable: true, configurable: true });
    try {
      assert.deepStrictEqual(Reflect.ownKeys(copyOf({ own: {} })), ['own']);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'inherited');
    }
  });
});
