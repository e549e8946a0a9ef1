import assert from 'node:assert/strict';
import fc from 'fast-check';
import { spellingsOf } from '../../../../../nodes/lib/built-in/recogniser/moonshine/spellings';
import {
  allowanceAt,
  judge,
  meritOf,
  type Reading,
} from '../../../../../nodes/lib/built-in/recogniser/moonshine/vocabulary-search';

const reading = (...scores: number[]): Reading => ({ scores: Float32Array.from(scores), attention: [] });
const close = (one: number, other: number): void => assert.ok(Math.abs(one - other) < 1e-3, `${one}, not ${other}`);
const [spelling] = spellingsOf([{ content: 'call kowalski', soundsLike: [] }], (text) => [...text].map(() => 1));
const place = (difference: number, isAll = false) => ({ spelling: spelling!, start: 0, end: 1, isAll, difference });

describe('built-in/recogniser/moonshine/vocabulary-search', () => {
  it('adds up by how much tokens are less likely than others, and that the word is over', () => {
    const readings = [reading(0, -1, -5), reading(-2, 0, 0), reading(0, -4, -3)];
    close(judge([1, 0], readings, [1, 2]).loss, 1 + 2 + 3);
    close(judge([0, 1], readings, [0]).loss, 0);
  });

  it('gives the logarithm of a probability', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 9 }), (scores) => {
        const { likelihood, loss } = judge([0], [reading(...scores), reading(0, -1)], [0, 1]);
        const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
        close(likelihood, scores[0]! - Math.log(sum) - Math.log(1 + Math.exp(-1)));
        assert.ok(loss >= 0 && likelihood <= 0);
      }),
    ));

  it('allows less, the more something sounds otherwise, and more for all that was said', () => {
    assert.ok(allowanceAt(place(0.1), 0.1) > allowanceAt(place(0.4), 0.1));
    assert.ok(allowanceAt(place(0.1, true), 0.1) > allowanceAt(place(0.1), 0.1));
  });

  it('allows less in place of what the model is sure of', () => {
    assert.ok(allowanceAt(place(0.1), 0.9) < allowanceAt(place(0.1), 0.1));
  });

  it('prefers of two entries the one that the model would not begin anyway', () => {
    assert.ok(meritOf(place(0.5, true), -12, -30) > meritOf(place(0.5, true), -11, -10));
    assert.ok(meritOf(place(0.2, true), -12, -20) > meritOf(place(0.6, true), -12, -20));
  });
});
