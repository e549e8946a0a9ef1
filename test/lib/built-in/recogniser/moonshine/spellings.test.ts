import assert from 'node:assert/strict';
import fc from 'fast-check';
import { restsOf, spellingsOf, type Variant } from '../../../../../nodes/lib/built-in/recogniser/moonshine/spellings';

/** Tokens are words here, numbered as they come. */
function tokenizer(): { pieces: string[]; encode: (text: string) => number[] } {
  const pieces: string[] = [];
  const encode = (text: string): number[] =>
    text.split(' ').map((word) => {
      const piece = `▁${word}`;
      if (!pieces.includes(piece)) pieces.push(piece);
      return pieces.indexOf(piece);
    });
  return { pieces, encode };
}

const letters = (text: string): number[] => [...text].map((letter) => letter.codePointAt(0)!);
const textOf = ({ tokens, content }: Variant): string => content ?? String.fromCodePoint(...tokens);
const only = (content: string, soundsLike: string[] = []) => spellingsOf([{ content, soundsLike }], letters);

describe('built-in/recogniser/moonshine/spellings', () => {
  it('spells entries as they are written, and with a capital as at the start of a sentence', () => {
    const [spelling, ...others] = only(' turn  off ');
    assert.deepEqual([textOf(spelling!.within), textOf(spelling!.atStart)], ['turn off', 'Turn off']);
    assert.deepEqual(others, []);
  });

  it('writes the entry for what sounds like it', () => {
    const spellings = only('Niamh', ['neev', '']);
    assert.deepEqual(
      spellings.map(({ within }) => String.fromCodePoint(...within.tokens)),
      ['Niamh', 'neev'],
    );
    for (const { within, atStart } of spellings)
      assert.deepEqual([textOf(within), textOf(atStart)], ['Niamh', 'Niamh']);
  });

  it('writes what is read otherwise as it is in the list', () => {
    for (const content of ['Yahoo!', 'U.S.', '(x)', "'N Sync", 'St. Pancras', 'Jay-Z (live)', '“OK”', '?', '-x']) {
      assert.equal(only(content)[0]!.within.content, content);
    }
    assert.equal(only('e.on!')[0]!.atStart.content, 'E.on!');
    for (const content of ['Node.js', "O'Neill", 'ill-disposed', '3.5', 'what time is it?', 'AT&T', '你好']) {
      assert.equal(only(content)[0]!.within.content, undefined);
    }
  });

  it('expects entries in lower case and in capitals as the model writes them, too', () => {
    const spelt = (content: string): string[] =>
      only(content).map(({ within }) => `${String.fromCodePoint(...within.tokens)} as ${textOf(within)}`);
    assert.deepEqual(spelt('kowalski'), ['kowalski as kowalski', 'Kowalski as kowalski']);
    assert.deepEqual(spelt('NATO'), ['NATO as NATO', 'Nato as NATO']);
    assert.deepEqual(spelt('TURN IT OFF'), ['TURN IT OFF as TURN IT OFF', 'turn it off as TURN IT OFF']);
    for (const content of ['Kowalski', 'turn it off', 'iRobot', '54', '你好']) {
      assert.deepEqual(spelt(content), [`${content} as ${content}`]);
    }
  });

  it('knows common words, which the model has a piece for, and spells them in one way', () => {
    const spelt = spellingsOf([{ content: 'they', soundsLike: ['NATO'] }], () => [7]);
    assert.deepEqual(
      spelt.map(({ isKnown, within }) => [isKnown, within.content]),
      [
        [true, undefined],
        [false, 'they'],
      ],
    );
    assert.equal(only('kowalski')[0]!.isKnown, false);
  });

  it('knows the phrases that the last tokens begin', () => {
    const { pieces, encode } = tokenizer();
    const spellings = spellingsOf(
      ['turn off the light', 'turn it off', 'kitchen'].map((content) => ({ content, soundsLike: [] })),
      encode,
    );
    const rests = (text: string): string[] =>
      restsOf(spellings, encode(text), pieces).map(({ within, begun }) =>
        [begun, ...within.tokens.map((token) => pieces[token])].join(' '),
      );
    assert.deepEqual(rests('please turn off'), ['2 ▁the ▁light']);
    assert.deepEqual(rests('now turn'), ['1 ▁off ▁the ▁light', '1 ▁it ▁off']);
    assert.deepEqual(rests('turn off the light'), []);
    assert.deepEqual(rests('off'), []);
  });

  it('tells all spellings and what is left of them apart', () =>
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[abAB]( [ab]){0,3}$/), { maxLength: 30 }), (contents) => {
        const { pieces, encode } = tokenizer();
        const spellings = spellingsOf(
          contents.map((content) => ({ content, soundsLike: [] })),
          encode,
        );
        const ids = [...spellings, ...restsOf(spellings, encode('a b a'), pieces)].map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length);
      }),
    ));
});
