import assert from 'node:assert/strict';
import fc from 'fast-check';
import { joinTexts, splitLeadingMarks } from '../../../nodes/lib/transcript/join';
import { textOf, type Spelled } from '../../../nodes/lib/transcript/text';

const word = (content: string): Spelled => ({ type: 'word', content });
const mark = (content: string): Spelled => ({ type: 'punctuation', content });

describe('transcript/join', () => {
  it('puts one delimiter between texts, whatever white space they bring along', () => {
    assert.equal(joinTexts('Hello', { text: 'world' }), 'Hello world');
    assert.equal(joinTexts('One two. ', { text: ' Three' }), 'One two. Three');
    assert.equal(joinTexts('One', { text: 'two', delimiter: '\u3000' }), 'One\u3000two');
  });

  it('adds nothing to or for an empty text', () => {
    assert.equal(joinTexts('', { text: ' Hello' }), 'Hello');
    assert.equal(joinTexts('Hello ', { text: '' }), 'Hello');
  });

  it('attaches late marks to the earlier text', () => {
    assert.equal(joinTexts('Hello', { text: '. How are' }), 'Hello. How are');
    assert.equal(joinTexts('Really', { text: '?!' }), 'Really?!');
    assert.equal(joinTexts('(so', { text: ') he said' }), '(so) he said');
    assert.equal(joinTexts('Hello', { text: '! How', delimiter: ' ' }), 'Hello! How');
  });

  it('tells a mark from a word that begins with one', () => {
    assert.equal(joinTexts('I like', { text: '.NET' }), 'I like .NET');
    assert.equal(joinTexts('about', { text: '.5 percent' }), 'about .5 percent');
  });

  it('knows marks that only the results tell', () => {
    const results = [mark('%'), word('more')];
    assert.equal(joinTexts('5', { text: textOf(results, ' '), delimiter: ' ', results }), '5% more');
    const none: Spelled[] = [{ ...mark('.'), attaches_to: 'none' }];
    assert.equal(joinTexts('5', { text: '.', delimiter: ' ', results: none }), '5 .');
  });

  it('puts the next word close to an opening mark', () => {
    assert.equal(joinTexts('dijo ¿', { text: 'qué' }), 'dijo ¿qué');
  });

  it('writes Chinese and Japanese without spaces, also when no delimiter is told', () => {
    assert.equal(joinTexts('你好', { text: '世界', delimiter: '' }), '你好世界');
    assert.equal(joinTexts('你好。', { text: '世界' }), '你好。世界');
    assert.equal(joinTexts('你好', { text: '，世界' }), '你好，世界');
    assert.equal(joinTexts('こんにちは', { text: 'カタカナ' }), 'こんにちはカタカナ');
    assert.equal(joinTexts('안녕', { text: '세계' }), '안녕 세계');
  });

  it('splits late marks off', () => {
    assert.deepEqual(splitLeadingMarks({ text: '. How' }), { marks: '.', rest: { text: 'How' } });
    assert.deepEqual(splitLeadingMarks({ text: ' How ' }), { marks: '', rest: { text: 'How' } });
    const results = [mark('?'), mark('!'), word('How')];
    assert.deepEqual(splitLeadingMarks({ text: '?! How', delimiter: ' ', results }), {
      marks: '?!',
      rest: { text: 'How', delimiter: ' ', results: results.slice(2) },
    });
  });

  it('gives what the whole would have given, wherever results are cut', () => {
    const items = fc.array(
      fc.oneof(fc.stringMatching(/^[a-z]{1,5}$/).map(word), fc.constantFrom('.', ',', '?').map(mark)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(items, fc.nat(12), fc.constantFrom(' ', ''), (results, at, delimiter) => {
        const [before, after] = [results.slice(0, at), results.slice(at)];
        const later = { text: textOf(after, delimiter), delimiter, results: after };
        assert.equal(joinTexts(textOf(before, delimiter), later), textOf(results, delimiter));
      }),
    );
  });
});
