import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countFinal } from '../../../../nodes/lib/built-in/recogniser/commit-policy';
import type { RecognisedWord } from '../../../../nodes/lib/built-in/recogniser/recogniser';

/** Words of half a second from the start on; `,` and `.` are marks. */
function words(text: string): RecognisedWord[] {
  let time = 0;
  return text.split(' ').map((content) => {
    const isMark = /^[.,]$/.test(content);
    const startTime = time;
    time += isMark ? 0 : 0.5;
    return { type: isMark ? 'punctuation' : 'word', content, startTime, endTime: time, confidence: 1 };
  });
}

describe('built-in/recogniser/commit-policy', () => {
  it('waits as long as there is time', () => {
    const now = words('a b c d');
    assert.equal(countFinal(now, now, { heard: 2, maxDelay: 4, next: 2.5 }), 0);
  });

  it('settles what two hypotheses agree on one look before it is late', () => {
    assert.equal(countFinal(words('a b c d'), words('a b x'), { heard: 2, maxDelay: 2, next: 2.5 }), 1);
    assert.equal(countFinal(words('a b c d'), words('a b x'), { heard: 2, maxDelay: 1.5, next: 2.5 }), 2);
  });

  it('does so only with words that enough was said after', () => {
    const now = words('a b c d');
    assert.equal(countFinal(now, now, { heard: 2, maxDelay: 2, next: 3.5 }), 2);
    assert.equal(countFinal(now, now, { heard: 1.4, maxDelay: 2, next: 2.4 }), 0);
    assert.equal(countFinal(now, now, { heard: 1.6, maxDelay: 2, next: 2.6 }), 1);
  });

  it('settles what is in doubt when it would be late with the next look', () => {
    assert.equal(countFinal(words('a b c d'), [], { heard: 2, maxDelay: 2, next: 2.5 }), 0);
    assert.equal(countFinal(words('a b c d'), [], { heard: 2, maxDelay: 1.4, next: 2.5 }), 2);
  });

  it('leaves words open that have just been said', () => {
    const now = words('a b c d');
    assert.equal(countFinal(now, now, { heard: 2, maxDelay: 0, next: 2.5 }), 3);
    assert.equal(countFinal(now, [], { heard: 2, maxDelay: 0, next: 2.5 }), 3);
  });

  it('settles punctuation with the word after it, never at the end', () => {
    const now = words('a , b .');
    assert.equal(countFinal(now, now, { heard: 9, maxDelay: 1, next: 9.5 }), 3);
    assert.equal(countFinal(now, now, { heard: 1.3, maxDelay: 0.5, next: 1.8 }), 1);
  });

  it('never settles a word before an earlier one, nor more than there are', () => {
    const word = fc.record({
      content: fc.constantFrom('a', 'b'),
      type: fc.constantFrom<RecognisedWord['type']>('word', 'punctuation'),
      length: fc.double({ min: 0, max: 2, noNaN: true }),
    });
    const hypothesis = fc.array(word, { maxLength: 8 }).map((list): RecognisedWord[] => {
      let time = 0;
      return list.map(({ content, type, length }) => {
        const startTime = time;
        time += length;
        return { type, content, startTime, endTime: time, confidence: 1 };
      });
    });
    // Whole milliseconds: below a sample's length sums of floating-point times say nothing.
    const delay = fc.integer({ min: 0, max: 5000 }).map((milliseconds) => milliseconds / 1000);
    fc.assert(
      fc.property(hypothesis, hypothesis, delay, delay, delay, (now, before, heard, maxDelay, wait) => {
        const count = countFinal(now, before, { heard, maxDelay, next: heard + wait });
        assert.ok(count >= 0 && count <= now.length);
        const overdue = now.findLastIndex(
          ({ type, endTime }) => type === 'word' && heard - endTime >= 0.4 && heard - endTime >= maxDelay,
        );
        if (wait > 0) assert.ok(count > overdue, 'a word is late');
      }),
    );
  });
});
