import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coerce } from '../../../nodes/lib/settings/coercion';
import { readBoolean, readChoice, readList, readNumber, readText } from '../../../nodes/lib/settings/read-setting';
import { SettingsError } from '../../../nodes/lib/settings/settings-error';

const readers: Record<string, (stored: unknown) => unknown> = {
  text: (stored) => readText(stored, 'name'),
  number: (stored) => readNumber(stored, 'name', 5, 10),
  boolean: (stored) => readBoolean(stored, 'name', true),
  choice: (stored) => readChoice(stored, 'name', ['first', 'second']),
  list: (stored) => readList(stored, 'name'),
  anything: (stored) => coerce(stored, 'anything', 'name'),
};

describe('settings/read-setting', () => {
  it('takes undefined, null and an empty text for not set', () => {
    for (const stored of [undefined, null, '']) {
      assert.equal(readText(stored, 'name'), '');
      assert.equal(readNumber(stored, 'name', 5, 10), 5);
      assert.equal(readBoolean(stored, 'name', true), true);
      assert.equal(readChoice(stored, 'name', ['first', 'second']), 'first');
      assert.deepEqual(readList(stored, 'name'), []);
    }
  });

  it('reads what environment variables make of settings', () => {
    assert.equal(readText(9000, 'name'), '9000');
    assert.equal(readNumber('2.5', 'name', 5), 2.5);
    assert.equal(readBoolean('0', 'name', true), false);
    assert.equal(readChoice(' second ', 'name', ['first', 'second']), 'second');
    assert.deepEqual(readList('a, b;\nc,', 'name'), ['a', 'b', 'c']);
    assert.deepEqual(readList(['a, b', 5, ''], 'name'), ['a, b', '5']);
  });

  it('says what a setting must be', () => {
    const refuses = (read: () => unknown, message: RegExp): void =>
      assert.throws(read, { constructor: SettingsError, code: 'invalid_setting', field: 'name', message });
    refuses(() => readText({}, 'name'), /"name" must be text/);
    refuses(() => readNumber(11, 'name', 5, 10), /from 0 to 10/);
    refuses(() => readNumber(-1, 'name', 5), /of 0 or above/);
    refuses(() => readNumber(true, 'name', 5), /a number/);
    refuses(() => readBoolean('perhaps', 'name', true), /true or false/);
    refuses(() => readChoice('third', 'name', ['first', 'second']), /one of first, second/);
  });

  for (const [kind, read] of Object.entries(readers)) {
    it(`means the same by a variable in every kind: ${kind}`, () => {
      const error = { code: 'unset_variable', field: 'name', message: /variable SOME_NAME,.*"name".*Set it/ };
      assert.throws(() => read('${SOME_NAME}'), error);
    });

    it(`reads any stored value, or says what is wrong with it: ${kind}`, () => {
      fc.assert(
        fc.property(
          fc.oneof(fc.jsonValue(), fc.constantFrom('${X}', 'true', '5', ['${X}'], { toString: 1, valueOf: 2 })),
          (stored) => {
            try {
              read(stored);
            } catch (error) {
              assert.ok(error instanceof SettingsError, String(error));
            }
          },
        ),
      );
    });
  }
});
