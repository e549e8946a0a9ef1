import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countFinal } from '../../../../nodes/lib/built-in/recogniser/commit-policy';
import type { RecognisedWord } from '../../../../nodes/lib/built-in/recogniser/recogniser';

/** Words of half a second from the start on; `,` and `.` are marks, `_` is a pause of a third of a second. */
function words(text: string): RecognisedWord[] {
  let time = 0;
  return text.split(' ').flatMap((content) => {
    const isMark = /^[.,]$/.test(content);
    if (content === '_') {
      time += 0.3;
      return [];
    }
    const startTime = time;
    time += isMark ? 0 : 0.5;
    return { type: isMark ? 'punctuation' : 'word', content, startTime, endTime: time, confidence: 1 };
  });
}

describe('built-in/recogniser/commit-policy', () => {
  it('waits as long as there is time', () => {
    const now = words('a b c d');
    assert.equal(countFinal(now, now, { heard: 2, silence: 0, maxDelay: 4, next: 2.5 }), 0);
  });

  it('settles what two hypotheses agree on one look before it is late', () => {
    assert.equal(countFinal(words('a b c d'), words('a b x'), { heard: 2, silence: 0, maxDelay: 2, next: 2.5 }), 1);
    assert.equal(countFinal(words('a b c d'), words('a b x'), { heard: 2, silence: 0, maxDelay: 1.5, next: 2.5 }), 2);
  });

  it('does so only with words that enough was said after', () => {
    const now = words('a b c d');
    assert.equal(countFinal(now, now, { heard: 2, silence: 0, maxDelay: 2, next: 3.5 }), 2);
    assert.equal(countFinal(now, now, { heard: 1.4, silence: 0, maxDelay: 2, next: 2.4 }), 0);
    assert.equal(countFinal(now, now, { heard: 1.6, silence: 0, maxDelay: 2, next: 2.6 }), 1);
  });

  it('settles what is in doubt when it would be late with the next look', () => {
    assert.equal(countFinal(words('a b c d'), [], { heard: 2, silence: 0, maxDelay: 2, next: 2.5 }), 0);
    assert.equal(countFinal(words('a b c d'), [], { heard: 2, silence: 0, maxDelay: 1.4, next: 2.5 }), 2);
  });

  it('leaves words open that have just been said', () => {
    const now = words('a b c d');
    assert.equal(countFinal(now, now, { heard: 2, silence: 0, maxDelay: 0, next: 2.5 }), 3);
    assert.equal(countFinal(now, [], { heard: 2, silence: 0, maxDelay: 0, next: 2.5 }), 3);
  });

  it('settles punctuation with the word before it once a word or silence is heard behind it, never at the very end', () => {
    const now = words('a , b .');
    assert.equal(countFinal(now, now, { heard: 9, silence: 0, maxDelay: 1, next: 9.5 }), 3);
    assert.equal(countFinal(now, now, { heard: 9, silence: 0.4, maxDelay: 1, next: 9.5 }), 4);
    assert.equal(countFinal(now, now, { heard: 1.3, silence: 0, maxDelay: 0.5, next: 1.8 }), 2);
  });

  it('settles what follows a late word with it, up to the last mark, else the last pause, else all that is agreed', () => {
    for (const [text, count] of [
      ['a b . c d e f g h', 3],
      ['a , b c . d e f g h', 5],
      ['a b _ c d e f g h', 2],
      ['a b _ c , d e f g h', 4],
      ['a b c d e f g h', 5],
    ] as const) {
      const now = words(text);
      const heard = now.at(-1)!.endTime;
      assert.equal(countFinal(now, now, { heard, silence: 0, maxDelay: heard - 0.2, next: heard + 0.5 }), count, text);
    }
  });

  it('goes further to a mark than to a pause: words at a mark need less behind them', () => {
    const timing = { heard: 4.2, silence: 0, maxDelay: 4, next: 4.7 };
    assert.equal(countFinal(words('a b c d e f . g h'), words('a b c d e f . g h'), timing), 7);
    assert.equal(countFinal(words('a b c d e f g h'), words('a b c d e f g h'), timing), 5);
    assert.equal(countFinal(words('a b c d e f _ g h'), words('a b c d e f _ g h'), timing), 5);
  });

  it('settles a clause before it is late once half the delay was heard after it', () => {
    const now = words('a b , c d e f g');
    const at = (heard: number, maxDelay: number): number =>
      countFinal(now, now, { heard, silence: 0, maxDelay, next: heard + 0.5 });
    assert.equal(at(2.9, 4), 0);
    assert.equal(at(3.1, 4), 3);
    assert.equal(at(3.1, 5), 0);
    assert.equal(countFinal(now, words('a b c d'), { heard: 3.1, silence: 0, maxDelay: 4, next: 3.6 }), 0);
  });

  it('settles no further than two hypotheses agree, nor at a mark that only one of them has', () => {
    const timing = { heard: 4.5, silence: 0, maxDelay: 4, next: 5 };
    assert.equal(countFinal(words('a b c d . e f g h i'), words('a b c x'), timing), 3);
    assert.equal(countFinal(words('a b , c d e f g h i'), words('a b , c d . e f'), timing), 3);
    assert.equal(countFinal(words('a b . c d e f g h i'), words('a b c d e f'), timing), 3);
    assert.equal(countFinal(words('a b c d e f g h i'), [], timing), 1);
  });

  describe('of any speech', () => {
    interface Spoken {
      content: string;
      type: RecognisedWord['type'];
      length: number;
      pause: number;
    }
    const word: fc.Arbitrary<Spoken> = fc.record({
      content: fc.constantFrom('a', 'b'),
      type: fc.constantFrom<RecognisedWord['type']>('word', 'word', 'punctuation'),
      length: fc.double({ min: 0, max: 2, noNaN: true }),
      pause: fc.constantFrom(0, 0, 0.3),
    });
    /** Begins with a word. */
    const hypothesis = fc.array(word, { maxLength: 12 }).map((list): RecognisedWord[] => {
      let time = 0;
      const first = list.findIndex(({ type }) => type === 'word');
      return (first === -1 ? [] : list.slice(first)).map(({ content, type, length, pause }) => {
        const startTime = type === 'word' ? time + pause : time;
        time = type === 'word' ? startTime + length : time;
        return { type, content, startTime, endTime: time, confidence: 1 };
      });
    });
    // Whole milliseconds: below a sample's length sums of floating-point times say nothing.
    const delay = fc.integer({ min: 0, max: 5000 }).map((milliseconds) => milliseconds / 1000);

    function always(
      check: (
        settled: RecognisedWord[],
        open: RecognisedWord[],
        timing: { heard: number; silence: number; maxDelay: number; next: number },
        previous: RecognisedWord[],
      ) => void,
    ): void {
      const pair = fc
        .tuple(hypothesis, hypothesis, fc.nat(12))
        .map(([now, before, same]) => [now, [...now.slice(0, same), ...before.slice(same)]] as const);
      fc.assert(
        fc.property(pair, delay, delay, delay, delay, ([now, previous], heard, silence, maxDelay, wait) => {
          const timing = { heard, silence, maxDelay, next: heard + wait };
          const count = countFinal(now, previous, timing);
          assert.ok(count >= 0 && count <= now.length);
          check(now.slice(0, count), now.slice(count), timing, [...previous]);
        }),
        { numRuns: 1000 },
      );
    }

    it('makes no word late', () => {
      always((_, open, { heard, maxDelay, next }) => {
        const overdue = open.some(
          ({ type, endTime }) => type === 'word' && heard - endTime >= 0.4 && heard - endTime >= maxDelay,
        );
        if (next > heard) assert.ok(!overdue, 'a word is late');
      });
    });

    it('settles no word of which too little was heard after it', () => {
      always((settled, _, { heard }) => {
        for (const { type, endTime } of settled) if (type === 'word') assert.ok(heard - endTime >= 0.4);
      });
    });

    it('settles only what is late or agreed', () => {
      always((settled, _, { maxDelay, next, heard }, previous) => {
        settled.forEach(({ type, content, endTime }, index) => {
          if (type !== 'word' || endTime + maxDelay < next) return;
          assert.ok(heard - endTime >= 1);
          assert.equal(previous[index]?.content, content);
        });
      });
    });

    it('never settles a mark alone, nor leaves one that has a word behind it to begin the next final', () => {
      always((settled, open) => {
        if (settled.length > 0) assert.equal(settled[0]!.type, 'word');
        if (settled.length > 0 && open[0]?.type === 'punctuation') {
          assert.ok(open.every(({ type }) => type === 'punctuation'));
        }
      });
    });

    it('never settles the mark at the end of all that was heard, but with silence behind it', () => {
      always((settled, open, { silence }) => {
        if (silence < 0.4 && open.length === 0 && settled.length > 0) assert.equal(settled.at(-1)!.type, 'word');
      });
    });
  });
});
