import assert from 'node:assert/strict';
import { hintFor, toStored, toText } from '../../../nodes/editor/transcribe/field-value';
import type { Field } from '../../../nodes/editor/transcribe/fields';

type Kind = Field['kind'];

describe('editor/transcribe/field-value', () => {
  const pairs: [kind: Kind, stored: unknown, text: string][] = [
    ['text', 'en', 'en'],
    ['number', 2.5, '2.5'],
    ['number', 0, '0'],
    ['number', '${MAX_DELAY}', '${MAX_DELAY}'],
    ['tick', true, 'true'],
    ['flag', false, 'false'],
    ['choice', 'fixed', 'fixed'],
    ['words', ['.', ','], '. ,'],
    ['text', undefined, ''],
  ];
  for (const [kind, stored, text] of pairs) {
    it(`shows ${JSON.stringify(stored)} as "${text}", and stores that as it was`, () => {
      assert.equal(toText({ kind }, stored), text);
      assert.deepEqual(toStored({ kind }, text), stored);
    });
  }

  it('stores what is no number as it was typed, for the runtime to name', () => {
    assert.equal(toStored({ kind: 'number' }, ' many '), 'many');
  });

  const ranges: Field['ranges'] = { legacy: [2, 20], current: [0.7, 4] };
  const hints: [value: unknown, ranges: Field['ranges'], key: string | undefined][] = [
    [2, ranges, undefined],
    [4, ranges, undefined],
    [0.7, ranges, 'only-current'],
    [10, ranges, 'only-legacy'],
    [0.5, ranges, 'no-server'],
    [21, ranges, 'no-server'],
    ['many', ranges, 'not-a-number'],
    ['${MAX_DELAY}', ranges, undefined],
    [undefined, ranges, undefined],
    [3, { current: [0, 2] }, 'no-server'],
    [1, { current: [0, 2] }, undefined],
    [1, { legacy: [2, 100], current: [2, Infinity] }, 'no-server'],
    [101, { legacy: [2, 100], current: [2, Infinity] }, 'only-current'],
    [101, undefined, undefined],
  ];
  for (const [value, known, key] of hints) {
    it(`hints at ${key ?? 'nothing'} for ${String(value)} with ${JSON.stringify(known)}`, () => {
      assert.equal(hintFor({ kind: 'number', ranges: known }, value)?.key, key);
    });
  }

  it('hints at numbers only', () => {
    assert.equal(hintFor({ kind: 'text' }, 'finance'), undefined);
  });
});
