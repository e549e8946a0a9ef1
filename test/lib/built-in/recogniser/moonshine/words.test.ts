import assert from 'node:assert/strict';
import { continuesWord, wordsOf } from '../../../../../nodes/lib/built-in/recogniser/moonshine/words';

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

  it('tells what goes on with a word', () => {
    assert.deepEqual(['less', "'", '5', '-', '<0xC3>'].filter(continuesWord).length, 5);
    assert.deepEqual(['▁use', '▁', '.', ',', '</s>', '<s>'].filter(continuesWord), []);
  });
});
