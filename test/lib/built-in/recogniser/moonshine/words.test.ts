import assert from 'node:assert/strict';
import fc from 'fast-check';
import { continuesWord, isWrittenAsRead, wordsOf } from '../../../../../nodes/lib/built-in/recogniser/moonshine/words';

/** What the pieces of a decoding become, each with its last token. */
function join(pieces: string[], boundary = 0): string[] {
  const words = wordsOf(
    pieces.map((_, index) => index),
    pieces.map(() => 0.5),
    pieces,
    boundary,
  );
  return words.map(({ type, content, lastToken }) => `${type === 'word' ? content : `<${content}>`}${lastToken}`);
}

describe('built-in/recogniser/moonshine/words', () => {
  it('puts pieces together to words, and marks apart', () => {
    assert.deepEqual(join(['▁He', 'llo', ',', '▁you', '?']), ['Hello1', '<,>2', 'you3', '<?>4']);
  });

  it('multiplies the probabilities of the pieces', () => {
    const [word] = wordsOf([0, 1, 2], [0.5, 0.5, 0.5], ['▁ab', 'so', 'lute'], 0);
    assert.deepEqual(word, { type: 'word', content: 'absolute', firstToken: 0, lastToken: 2, confidence: 0.125 });
  });

  it('keeps numbers and abbreviations whole', () => {
    assert.deepEqual(join(['▁', '3', '.', '5', '▁', '1', ',', '0', '0', '.']), ['3.53', '1,008', '<.>9']);
    assert.deepEqual(join(['▁at', '▁', '1', '0', ':', '3', '0']), ['at0', '10:306']);
    assert.deepEqual(join(['▁U', '.', 'S', '.']), ['U.S2', '<.>3']);
  });

  it('ends no sentence after a title', () => {
    assert.deepEqual(join(['▁Mr', '.', '▁John']), ['Mr.1', 'John2']);
    assert.deepEqual(join(['▁Sir', '.', '▁John']), ['Sir0', '<.>1', 'John2']);
  });

  it('keeps hyphens and apostrophes in words', () => {
    assert.deepEqual(join(['▁ill', '-', 'dis', 'posed', '▁we', "'", 're']), ['ill-disposed3', "we're6"]);
  });

  it('leaves quotation marks and dashes away', () => {
    assert.deepEqual(join(['▁"', 'Yes', '."', '▁—', '▁No', '."']), ['Yes1', '<.>2', 'No4', '<.>5']);
    assert.deepEqual(join(["▁'", 'Had', "▁'", 'tis']), ['Had1', "'tis3"]);
  });

  it('reads letters that are spelt as bytes', () => {
    assert.deepEqual(join(['▁caf', '<0xC3>', '<0xA9>', '.']), ['café2', '<.>3']);
  });

  it('lets no word extend over the boundary', () => {
    assert.deepEqual(join(['▁use', 'less', '.'], 1), ['use0', 'less1', '<.>2']);
    assert.deepEqual(join(['▁Mr', '.', '▁John'], 1), ['Mr0', '<.>1', 'John2']);
    assert.deepEqual(join(['▁', '3', '.', '5'], 3), ['31', '<.>2', '53']);
  });

  it('leaves as it is what stands for something else', () => {
    const spelt = (content: string, pieces: string[]): unknown[] =>
      wordsOf([0, 1], [0.5, 0.5], pieces, 0, [{ content, firstToken: 0, lastToken: 0 }]).map(({ content }) => content);
    for (const content of ["'N Sync", '-', "'", '(x)', 'Yahoo!', '\u{1f600}', '\u4f60\u597d']) {
      assert.deepEqual(spelt(content, ['▁x', '▁y']), [content, 'y']);
      assert.deepEqual(spelt(content, ['▁x', "'s"]), [`${content}'s`]);
    }
  });

  it('knows which texts it puts together as they are', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[ab3A'(".,!?:;\u2013 -]{1,8}$/), (text) => {
        fc.pre(/^\S+( \S+)*$/.test(text) && isWrittenAsRead(text));
        const pieces = ['▁' + text[0]!];
        for (const [index, letter] of [...text].entries()) {
          if (index > 0 && letter !== ' ') pieces.push(text[index - 1] === ' ' ? `▁${letter}` : letter);
        }
        const words = wordsOf(
          [...pieces.keys()],
          pieces.map(() => 1),
          pieces,
          0,
        );
        const read = words.map(({ type, content }) => (type === 'word' ? ` ${content}` : content)).join('');
        assert.equal(read, ` ${text}`);
      }),
    ));

  it('tells what goes on with a word', () => {
    assert.deepEqual(['less', "'", '5', '-', '<0xC3>'].filter(continuesWord).length, 5);
    assert.deepEqual(['▁use', '▁', '.', ',', '</s>', '<s>'].filter(continuesWord), []);
  });
});
