import assert from 'node:assert/strict';
import { quotable } from '../../../nodes/lib/speech-api/quotation';

describe('quotable', () => {
  it('makes one line of a text, without what hides or reorders it', () => {
    assert.equal(quotable('bad\r\n28 Nov 10:00 - [info] forged'), 'bad 28 Nov 10:00 - [info] forged');
    for (const control of ['\u0000', '\u001b', '\u007f', '\u0085', '\u009b', '\u2028', '\u2029', '\u202e', '\u2066']) {
      assert.equal(quotable(`a${control}b`), 'a b', JSON.stringify(control));
    }
    assert.equal(quotable('naïve 日本 عربي 👩‍🚀'), 'naïve 日本 عربي 👩‍🚀');
  });

  it('cuts it', () => {
    assert.equal(quotable('x'.repeat(1e7)).length, 500);
    assert.equal(quotable('abc', 2), 'ab');
  });
});
