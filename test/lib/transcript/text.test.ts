import assert from 'node:assert/strict';
import { textOf, wordDelimiter, type Spelled } from '../../../nodes/lib/transcript/text';

const word = (content: string): Spelled => ({ type: 'word', content });
const mark = (content: string, attaches_to?: Spelled['attaches_to']): Spelled => ({
  type: 'punctuation',
  content,
  ...(attaches_to && { attaches_to }),
});

describe('words that are written in two halves', () => {
  it('are one word', () => {
    for (const [first, second] of [
      ['It', "'s"],
      ['do', "n't"],
      ['we', '’ll'],
      ["l'", 'homme'],
      ["qu'", 'il'],
      ["dell'", 'arte'],
    ] as const) {
      const results = [first, second].map((content) => ({ type: 'word', content }) as const);
      assert.equal(textOf(results, ' '), first + second);
      const apart = results.map((result) => ({ ...result, attaches_to: 'none' }) as const);
      assert.equal(textOf(apart, ' '), `${first} ${second}`);
    }
    for (const [first, second] of [
      ["dogs'", 'bowl'],
      ["say'", 'so'],
      ['he', "'tis"],
      ['it', 's'],
    ] as const) {
      const results = [first, second].map((content) => ({ type: 'word', content }) as const);
      assert.equal(textOf(results, ' '), `${first} ${second}`);
    }
  });
});

describe('transcript/text', () => {
  it('takes the word delimiter from the language pack, else from the language', () => {
    assert.equal(wordDelimiter('cmn', { word_delimiter: ' ' }), ' ');
    assert.equal(wordDelimiter('en', { word_delimiter: '' }), '');
    assert.equal(wordDelimiter('cmn'), '');
    assert.equal(wordDelimiter('ja', {}), '');
    assert.equal(wordDelimiter('en'), ' ');
  });

  it('attaches marks as they say, to the previous word by default', () => {
    assert.equal(textOf([word('Hello'), mark(','), word('world'), mark('.', 'previous')], ' '), 'Hello, world.');
    assert.equal(textOf([word('dijo'), mark('¿', 'next'), word('qué'), mark('?')], ' '), 'dijo ¿qué?');
    assert.equal(textOf([word('well'), mark('-', 'both'), word('known')], ' '), 'well-known');
    assert.equal(textOf([word('here'), mark('–', 'none'), word('there')], ' '), 'here – there');
  });

  it('writes Chinese without spaces', () => {
    assert.equal(textOf([word('你好'), mark('，'), word('世界'), mark('。')], ''), '你好，世界。');
  });

  it('keeps Latin words apart in text that has no spaces', () => {
    const words = ['我', '用', 'iPhone', 'Pro', '15', '打', '电话'].map(word);
    assert.equal(textOf([...words, mark('。')], ''), '我用iPhone Pro 15打电话。');
    assert.equal(textOf(['東京', 'Sky', 'Tree'].map(word), ''), '東京Sky Tree');
    assert.equal(textOf(['ผม', 'ใช้', 'iPhone', 'Pro', 'ครับ'].map(word), ''), 'ผมใช้iPhone Proครับ');
    assert.equal(textOf([word('iPhone'), mark('-', 'both'), word('Pro')], ''), 'iPhone-Pro');
  });

  it('writes Thai and its neighbours without spaces when the server says nothing of it', () => {
    for (const language of ['th', 'lo', 'km', 'my', 'yue']) assert.equal(wordDelimiter(language), '', language);
    assert.equal(wordDelimiter('ko'), ' ');
  });

  it('takes an entity as one unit', () => {
    const entity: Spelled = { type: 'entity', content: '17th of January 2022' };
    assert.equal(textOf([word('on'), entity, mark('.')], ' '), 'on 17th of January 2022.');
  });

  it('passes over speaker changes and other items without content', () => {
    assert.equal(textOf([word('one'), { type: 'speaker_change' }, word('two')], ' '), 'one two');
    assert.equal(textOf([], ' '), '');
  });

  it('leaves a mark in front that belongs to the text before', () => {
    assert.equal(textOf([mark('.'), word('How')], ' '), '. How');
  });
});
