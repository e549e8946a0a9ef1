import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  countLateMarks,
  countWords,
  displayedTexts,
  fold,
  spell,
  tokensOfResults,
  tokensOfText,
  type Token,
} from '../../../../nodes/lib/transcript/filter/token';
import type { TranscriptResult } from '../../../../nodes/lib/transcript/results';
import { textOf } from '../../../../nodes/lib/transcript/text';

const item = (type: TranscriptResult['type'], content: string, more: Partial<TranscriptResult> = {}) => ({
  type,
  content,
  start_time: 1,
  end_time: 2,
  ...more,
});
const word = (content: string): TranscriptResult => item('word', content);
const mark = (content: string, more?: Partial<TranscriptResult>): TranscriptResult =>
  item('punctuation', content, more);

/** Joins texts that came in messages of their own. */
const joined = (...texts: (string | Token[])[]): string =>
  spell(texts.flatMap((text) => (typeof text === 'string' ? tokensOfText(text) : text)));

describe('transcript/filter/token', () => {
  it('puts one delimiter between texts, whatever white space they bring along', () => {
    assert.equal(joined('Hello', 'world'), 'Hello world');
    assert.equal(joined('One two. ', ' Three'), 'One two. Three');
    assert.equal(joined('One', tokensOfText('two', '\u3000')), 'One\u3000two');
    assert.equal(joined('', ' Hello', ''), 'Hello');
  });

  it('leaves white space within a text as it is', () => {
    assert.equal(joined('one  two\tthree , four'), 'one  two\tthree , four');
  });

  it('attaches late marks to the earlier text', () => {
    assert.equal(joined('Hello', '. How are'), 'Hello. How are');
    assert.equal(joined('Really', '?!'), 'Really?!');
    assert.equal(joined('(so', ') he said'), '(so) he said');
    assert.equal(joined('Hello', tokensOfText('! How', ' ')), 'Hello! How');
  });

  it('tells a mark from a word that begins with one', () => {
    assert.equal(joined('I like', '.NET'), 'I like .NET');
    assert.equal(joined('about', '.5 percent'), 'about .5 percent');
    assert.equal(countWords(tokensOfText('about 3.5, and "f(x)" too.')), 5);
  });

  it('knows marks that only the results tell', () => {
    assert.equal(joined('5', tokensOfResults([mark('%'), word('more')], ' ')), '5% more');
    assert.equal(joined('5', tokensOfResults([mark('.', { attaches_to: 'none' })], ' ')), '5 .');
    const quoted = [mark('"', { attaches_to: 'next' }), word('yes'), mark('"')];
    assert.equal(joined('say', tokensOfResults(quoted, ' ')), 'say "yes"');
  });

  it('puts the next word close to an opening mark', () => {
    assert.equal(joined('dijo ¿', 'qué'), 'dijo ¿qué');
  });

  it('keeps Latin words apart in Chinese, wherever messages are cut', () => {
    const result = (content: string): TranscriptResult => ({ type: 'word', content, start_time: 0, end_time: 1 });
    const results = ['我', '用', 'iPhone', 'Pro', '打电话'].map(result);
    for (let cut = 0; cut <= results.length; cut += 1) {
      const parts = [results.slice(0, cut), results.slice(cut)].flatMap((part) => tokensOfResults(part, ''));
      assert.equal(spell(parts), '我用iPhone Pro打电话');
    }
  });

  it('tells the words of Thai apart, and joins them without spaces', () => {
    assert.deepEqual(displayedTexts(tokensOfText('สวัสดีครับ')), ['สวัสดี', 'ครับ']);
    for (const text of ['สวัสดีครับ ผมชื่อ iPhone Pro', 'ສະບາຍດີ', 'សួស្តី។', 'မင်္ဂလာပါ။']) {
      assert.equal(spell(tokensOfText(text)), text);
    }
    assert.equal(joined('สวัสดี', 'ครับ'), 'สวัสดีครับ');
  });

  it('knows the marks of every script, whatever stands behind them', () => {
    for (const [text, words] of [
      ['کیا حال ہے؟ٹھیک ہے۔', ['کیا', 'حال', 'ہے؟', 'ٹھیک', 'ہے۔']],
      ['ሰላም።እንዴት', ['ሰላም።', 'እንዴት']],
      ['what!؟', ['what!؟']],
      ['Node.js, 3.5 and .NET', ['Node.js,', '3.5', 'and', '.NET']],
    ] as const) {
      assert.deepEqual(displayedTexts(tokensOfText(text)), words);
    }
  });

  it('writes Chinese and Japanese without spaces, also when no delimiter is told', () => {
    assert.equal(joined('你好', tokensOfText('世界', '')), '你好世界');
    assert.equal(joined('你好。', '世界'), '你好。世界');
    assert.equal(joined('你好', '，世界'), '你好，世界');
    assert.equal(joined('こんにちは', 'カタカナ'), 'こんにちはカタカナ');
    assert.equal(joined('안녕', '세계'), '안녕 세계');
    assert.deepEqual(displayedTexts(tokensOfText('你好，世界。')), ['你', '好，', '世', '界。']);
  });

  it('writes from right to left in the order of speech', () => {
    assert.equal(joined('مرحبا', '، كيف', 'حالك', '؟'), 'مرحبا، كيف حالك؟');
  });

  it('counts late marks, and words without them', () => {
    assert.equal(countLateMarks(tokensOfText('?! How')), 1);
    assert.equal(countLateMarks(tokensOfText('How?')), 0);
    assert.equal(countLateMarks(tokensOfResults([mark('?'), mark('!')], ' ')), 2);
    assert.equal(countWords(tokensOfText('?! How are')), 2);
  });

  it('takes an entity for one word', () => {
    const date = item('entity', '3rd of May');
    const tokens = tokensOfResults([word('on'), date, mark('.')], ' ');
    assert.deepEqual(displayedTexts(tokens), ['on', '3rd of May.']);
    assert.ok(tokens[1]?.isNumber);
  });

  it('leaves out what has no content', () => {
    const change: TranscriptResult = { type: 'speaker_change', start_time: 1, end_time: 1 };
    assert.equal(joined(tokensOfResults([change, word('a'), word('b')])), 'a b');
  });

  it('compares words without case and marks', () => {
    assert.equal(fold('Cold-Hearted,'), 'coldhearted');
    assert.equal(fold('…'), '');
    assert.equal(fold('हिन्दी।'), 'हिन्दी');
  });

  it('spells what the whole would have been, wherever results are cut', () => {
    const items = fc.array(
      fc.oneof(
        fc.stringMatching(/^[a-z]{1,5}$/).map(word),
        fc.constantFrom('.', ',', '?').map((content) => mark(content)),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(items, fc.nat(12), fc.constantFrom(' ', ''), (results, at, delimiter) => {
        const parts = [results.slice(0, at), results.slice(at)].map((part) => tokensOfResults(part, delimiter));
        assert.equal(joined(...parts), textOf(results, delimiter));
      }),
    );
  });

  it('gives every text back as it was', () => {
    const pieces = fc.constantFrom(
      'Hello',
      'a.b',
      '.5',
      '你',
      '好',
      '，',
      '。',
      ',',
      '?!',
      ')',
      '(',
      '"',
      ' ',
      '  ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const text = parts.join('');
        assert.equal(spell(tokensOfText(text)), text.trim());
      }),
    );
  });
});
