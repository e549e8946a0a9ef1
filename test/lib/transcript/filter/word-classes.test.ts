import assert from 'node:assert/strict';
import { isNumber } from '../../../../nodes/lib/transcript/filter/word-classes';

describe('transcript/filter/word-classes', () => {
  it('knows digits in every language, and number words in some', () => {
    for (const word of ['31', '3rd', '٣']) assert.ok(isNumber(word), word);
    assert.ok(isNumber('Seven', 'en'));
    assert.ok(isNumber('sieben', 'de'));
    assert.ok(!isNumber('seven'));
    assert.ok(!isNumber('seven', 'de'));
    assert.ok(!isNumber('heaven', 'en'));
    assert.ok(!isNumber('seven', 'constructor'));
  });
});
