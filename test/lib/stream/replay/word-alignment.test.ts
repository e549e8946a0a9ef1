import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countRepeated, type TimedWord } from '../../../../nodes/lib/stream/replay/word-alignment';

/** Words of 300 ms each, one after the other. */
function words(text: string, start = 0): TimedWord[] {
  return text.split(' ').map((content, index) => ({
    content,
    start: start + index * 0.3,
    end: start + (index + 1) * 0.3,
  }));
}

function moved(list: readonly TimedWord[], seconds: number): TimedWord[] {
  return list.map(({ content, start, end }) => ({ content, start: start + seconds, end: end + seconds }));
}

describe('stream/replay/word-alignment', () => {
  it('counts nothing where nothing was final', () => {
    assert.equal(countRepeated([], words('turn on'), 0), 0);
  });

  it('counts words that were final, however they are written now', () => {
    const finals = words('Turn on the lights');
    assert.equal(countRepeated(finals, words('turn ON the lights in'), -Infinity), 4);
    assert.equal(countRepeated(finals, moved(words('turn on the light in'), 0.1), -Infinity), 4);
    assert.equal(countRepeated(words('it is five'), words('it is 5 degrees'), -Infinity), 3);
  });

  it('counts repeated words right', () => {
    const five = (count: number): TimedWord[] => words(Array<string>(count).fill('five').join(' '));
    for (let finals = 1; finals <= 5; finals += 1) {
      assert.equal(countRepeated(five(finals), moved(five(finals + 3), 0.14), -Infinity), finals);
      assert.equal(countRepeated(five(finals), moved(five(finals + 3), -0.14), -Infinity), finals);
    }
  });

  it('does not miss a first word that the audio begins in the midst of', () => {
    const finals = words('one two three four');
    assert.equal(countRepeated(finals, words('two three four five', 0.3), 0.2), 3);
    assert.equal(
      countRepeated(finals, [{ content: 'o', start: 0.2, end: 0.3 }, ...words('two three four five', 0.3)], 0.2),
      4,
    );
  });

  it('takes no new word for one that was final because the final one is not said again', () => {
    assert.equal(countRepeated(words('good morning'), words('everybody', 0.75), -Infinity), 0);
  });

  it('goes by what was said so far', () => {
    const finals = words('a b c d');
    for (let told = 0; told <= 4; told += 1) {
      assert.equal(countRepeated(finals, words('a b c d').slice(0, told), -Infinity), told);
    }
  });

  it('compares no more words than anybody says, however many are told', () => {
    const finals = words('one two three four');
    const many = (length: number, start: number): TimedWord[] =>
      Array.from({ length }, () => ({ content: 'x', start, end: start }));
    assert.equal(countRepeated(finals, [...finals, ...many(100_000, 1.3)], -Infinity), 4);
    assert.equal(countRepeated(finals, [...finals, ...many(100_000, 9)], -Infinity), 4);
    assert.equal(countRepeated(moved(finals, 60), [...many(100_000, 9), ...moved(finals, 60)], -Infinity), 100_004);
    assert.ok(countRepeated(finals, many(100_000, 0.5), -Infinity) <= 200);
  });

  it('is right for any words whose times differ by up to 150 ms between two sessions', () => {
    const word = fc.record({
      content: fc.constantFrom('five', 'five', 'five', 'a', 'okay'),
      length: fc.double({ min: 0.16, max: 0.6, noNaN: true }),
      gap: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.5, noNaN: true })),
      first: fc.double({ min: -0.075, max: 0.075, noNaN: true }),
      second: fc.double({ min: -0.075, max: 0.075, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 12 }), fc.nat(), (list, at) => {
        let end = 0;
        const truth = list.map(({ length, gap, ...rest }) => {
          const start = end + gap;
          end = start + length;
          return { ...rest, start, end };
        });
        const told = (by: 'first' | 'second'): TimedWord[] => {
          let last = 0;
          return truth.map((entry) => {
            const start = Math.max(last, entry.start + entry[by]);
            last = Math.max(start + 0.04, entry.end + entry[by]);
            return { content: entry.content, start, end: last };
          });
        };
        const count = at % list.length;
        assert.equal(countRepeated(told('first').slice(0, count), told('second'), -Infinity), count);
      }),
      { numRuns: 2000 },
    );
  });
});
