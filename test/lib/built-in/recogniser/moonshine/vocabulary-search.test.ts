import assert from 'node:assert/strict';
import fc from 'fast-check';
import { spellingsOf } from '../../../../../nodes/lib/built-in/recogniser/moonshine/spellings';
import { likelihoodOf, meritOf } from '../../../../../nodes/lib/built-in/recogniser/moonshine/vocabulary-search';

const close = (one: number, other: number): void => assert.ok(Math.abs(one - other) < 1e-3, `${one}, not ${other}`);
const [spelling] = spellingsOf([{ content: 'call kowalski', soundsLike: [] }], (text) => [...text].map(() => 1));
const place = (difference: number, isAll = false) => ({ spelling: spelling!, start: 0, end: 1, isAll, difference });

describe('built-in/recogniser/moonshine/vocabulary-search', () => {
  it('gives the logarithm of the probability of tokens, and that the word is over', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 9 }), (scores) => {
        const likelihood = likelihoodOf([0], [Float32Array.from(scores), Float32Array.of(0, -1, 5)], [0, 1]);
        const logOfSum = (all: readonly number[]): number =>
          Math.log(all.reduce((total, score) => total + Math.exp(score), 0));
        close(likelihood, scores[0]! - logOfSum(scores) - logOfSum([0, -1, 5]));
      }),
    ));

  const likelihoods = fc.double({ min: -60, max: 0, noNaN: true });
  const difference = fc.double({ min: 0, max: 1, noNaN: true });

  it('counts what is likelier than in noise, and what sounds alike', () =>
    fc.assert(
      fc.property(likelihoods, likelihoods, difference, difference, fc.boolean(), (one, other, near, far, isAll) => {
        const merit = meritOf(place(near, isAll), one, other);
        close(merit, meritOf(place(near, isAll), one - 5, other - 5));
        assert.ok(meritOf(place(near, isAll), one + 1, other) > merit);
        if (near < far - 0.01) assert.ok(meritOf(place(far, isAll), one, other) < merit);
        if (one <= other) assert.ok(merit < 0, 'what noise would say as well was not said');
      }),
    ));
});
