import assert from 'node:assert/strict';
import {
  pastedWords,
  replacements,
  type RowFormat,
  speakers,
  vocabulary,
} from '../../../nodes/editor/transcribe/list-rows';

describe('editor/transcribe/list-rows', () => {
  const unchanged: [name: string, format: RowFormat, items: unknown[]][] = [
    [
      'vocabulary',
      vocabulary,
      [
        'Knobloch',
        { content: 'gnocchi', sounds_like: ['nyohki', 'nokey'] },
        { content: 'CEO' },
        { odd: 1, content: 'a' },
      ],
    ],
    [
      'replacements',
      replacements,
      [
        { from: 'damn', to: '' },
        { from: '/x+/', to: 'y', odd: true },
      ],
    ],
    ['speakers', speakers, [{ label: 'Ann', speaker_identifiers: ['a1', 'a2'], odd: {} }]],
  ];
  for (const [name, format, items] of unchanged) {
    it(`keeps ${name} as it was if nothing is typed`, () => {
      assert.deepEqual(
        items.map((item) => format.toItem(format.toRow(item))),
        items,
      );
    });
  }

  it('makes items of new rows, and none of empty ones', () => {
    assert.equal(vocabulary.toItem({ first: ' Knobloch ', second: '' }), 'Knobloch');
    assert.deepEqual(vocabulary.toItem({ first: 'a', second: 'x, ,y ' }), { content: 'a', sounds_like: ['x', 'y'] });
    assert.deepEqual(replacements.toItem({ first: ' um', second: '' }), { from: ' um', to: '' });
    assert.deepEqual(speakers.toItem({ first: 'Ann', second: 'a1' }), { label: 'Ann', speaker_identifiers: ['a1'] });
    for (const format of [vocabulary, replacements, speakers]) {
      assert.equal(format.toItem({ first: '', second: 'x' }), undefined);
    }
  });

  it('keeps what a row does not show when the rest is changed', () => {
    const item = { content: 'a', sounds_like: ['x'], odd: 1 };
    assert.deepEqual(vocabulary.toItem({ first: 'b', second: '', item }), { content: 'b', odd: 1 });
  });

  it('takes many words that are pasted, with sounds or without', () => {
    assert.deepEqual(pastedWords('Knobloch: nob lock, knop lok\r\n\n  New York \nCEO:\n: lost\ngnocchi\tnokey'), [
      { first: 'Knobloch', second: 'nob lock, knop lok' },
      { first: 'New York', second: '' },
      { first: 'CEO', second: '' },
      { first: 'gnocchi', second: 'nokey' },
    ]);
  });
});
