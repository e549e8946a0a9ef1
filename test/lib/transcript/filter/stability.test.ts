import assert from 'node:assert/strict';
import {
  measureStability,
  NOTHING_SHOWN,
  noteShown,
  stabilityOfOne,
  wordDelays,
  type StabilityState,
} from '../../../../nodes/lib/transcript/filter/stability';

/** Texts, each shown a second after the one before. */
function shown(...texts: string[]): StabilityState {
  return texts.reduce(
    (state, text, index) => noteShown(state, text.split(' ').filter(Boolean), index * 1000),
    NOTHING_SHOWN,
  );
}

const final = (text: string, ends?: number[]) =>
  text.split(' ').map((word, index) => ({ text: word, end: ends?.[index] }));

describe('transcript/filter/stability', () => {
  it('counts what has to go before the next text can be written', () => {
    const erased = (...texts: string[]): number => shown(...texts).erased;
    assert.equal(erased('a', 'a b', 'a b c'), 0);
    assert.equal(erased('a b c', 'a x c'), 2);
    assert.equal(erased('a b', 'a', ''), 2);
    assert.equal(erased('a b', 'x a b', 'x a b.'), 3);
  });

  it('sets it in relation to the final words', () => {
    const { updates, erased, ne } = measureStability(shown('a b', 'b', 'c d e f'), final('c d e f'), undefined);
    assert.deepEqual({ updates, erased, ne }, { updates: 3, erased: 3, ne: 0.75 });
  });

  it('measures when a word appeared first, and from when it stands', () => {
    const state = shown('a b', 'a x', 'a b', 'A b');
    assert.deepEqual(wordDelays(state, final('A b', [0.5, 1]), 0), [
      { first: -0.5, final: 2.5 },
      { first: -1, final: 2 },
    ]);
    assert.deepEqual(wordDelays(state, final('A b', [0.5, 1]), -1000)[0], { first: 0.5, final: 3.5 });
  });

  it('needs the times of words for that', () => {
    assert.deepEqual(wordDelays(shown('a'), final('a', [1]), undefined), []);
    assert.deepEqual(wordDelays(shown('a'), final('a'), 0), []);
    assert.deepEqual(stabilityOfOne(final('a b', [1, 2]), 0, 3000), {
      updates: 1,
      erased: 0,
      ne: 0,
      first_delay: 1.5,
      final_delay: 1.5,
    });
  });

  it('does not remember every word that ever stood at a place', () => {
    const state = shown(...Array.from({ length: 100 }, (_, index) => `word${index}`));
    assert.ok(state.firsts[0]!.size < 10);
  });
});
