import assert from 'node:assert/strict';
import { follow, wordsOf, written, type HeardWord } from '../../../../nodes/lib/transcript/filter/hypotheses';
import { tokensOfText, type Token } from '../../../../nodes/lib/transcript/filter/token';

/** Words of half a second each. */
const timed = (text: string, start = 0): Token[] =>
  tokensOfText(text).map((token, index) => ({ ...token, start: start + index / 2, end: start + (index + 1) / 2 }));

/** What the last of several hypotheses has in common with those before: `word agreed/sameForm/sameMarks`. */
function heard(...hypotheses: Token[][]): string[] {
  const words = hypotheses.reduce<HeardWord[]>((before, tokens) => follow(before, wordsOf(tokens)), []);
  return words.map(
    ({ tokens, marks, agreed, sameForm, sameMarks }) =>
      `${written(tokens)}${written(marks)} ${agreed}/${sameForm}/${sameMarks}`,
  );
}

describe('transcript/filter/hypotheses', () => {
  it('makes words of tokens, with their marks', () => {
    const words = wordsOf(tokensOfText('Hello, cold-hearted world?!'));
    assert.deepEqual(
      words.map(({ folded, marks }) => [folded, written(marks)]),
      [
        ['hello', ','],
        ['coldhearted', ''],
        ['world', '?!'],
      ],
    );
  });

  it('counts the hypotheses in a row that have a word, its form and its marks', () => {
    const texts = ['hello there.', 'Hello their', 'Hello, there.'].map((text) => tokensOfText(text));
    assert.deepEqual(heard(...texts), ['Hello, 3/2/1', 'there. 1/1/1']);
  });

  it('knows a word again behind words that are new or gone', () => {
    assert.deepEqual(heard(timed('one two'), timed('so one two', 0.5)), ['so 1/1/1', 'one 1/1/1', 'two 1/1/1']);
    assert.deepEqual(heard(timed('one two'), timed('so one two')), ['so 1/1/1', 'one 2/2/2', 'two 2/2/2']);
    assert.deepEqual(heard(timed('well two'), timed('two', 0.4)), ['two 2/2/2']);
  });

  it('does not take a word for the same one that was said elsewhere', () => {
    assert.deepEqual(heard(timed('no'), timed('no', 2)), ['no 1/1/1']);
    assert.deepEqual(heard(timed('no yes'), timed('no no yes')), ['no 2/2/2', 'no 1/1/1', 'yes 2/2/2']);
    assert.deepEqual(heard(timed('no yes'), timed('no no no yes')).at(-1), 'yes 1/1/1');
  });
});
