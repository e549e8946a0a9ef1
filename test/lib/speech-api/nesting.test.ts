import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nestsDeeper } from '../../../nodes/lib/speech-api/nesting';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('nestsDeeper', () => {
  it('counts lists and objects, but not what stands in strings', () => {
    assert.ok(nestsDeeper('{"a":[[1]]}', 2));
    assert.ok(!nestsDeeper('{"a":[[1]]}', 3));
    assert.ok(!nestsDeeper('["[[[", "\\"[[[", "\\\\", {"[{[": 1}]', 2));
  });

  it('is right for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(6), (value, levels) => {
        assert.equal(nestsDeeper(JSON.stringify(value), levels), depthOf(value) > levels);
      }),
    );
  });

  it('takes any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void nestsDeeper(text, 2)));
    assert.ok(!nestsDeeper('"never ends [[[\\', 2));
  });
});
