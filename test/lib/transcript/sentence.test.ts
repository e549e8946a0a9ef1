import assert from 'node:assert/strict';
import { endsSentence } from '../../../nodes/lib/transcript/sentence';

describe('transcript/sentence', () => {
  it('knows the marks that end sentences', () => {
    for (const text of ['One.', 'One? ', 'One!', 'One…', '一。', '一？', '一！', '“One.”', '(One!)'])
      assert.equal(endsSentence(text), true, text);
    for (const text of ['', 'One', 'One,', 'One. Two', '.5']) assert.equal(endsSentence(text), false, text);
  });

  it('ends the sentences of readers of every script, and asks in Greek', () => {
    const ends = [
      'کیا؟',
      'یہ ہے۔',
      'नमस्ते।',
      'ठीक॥',
      'ሰላም።',
      'Բարև։',
      'သည်။',
      'សួស្តី។',
      '一｡',
      'Τι κάνεις;',
      'Τι;»',
      'Τι\u037e',
    ];
    for (const text of ends) assert.equal(endsSentence(text), true, text);
    for (const text of ['one;', 'نعم،', '一、', 'Γεια,', 'Α; b;']) assert.equal(endsSentence(text), false, text);
    const mark = { type: 'punctuation' as const, start_time: 1, end_time: 1 };
    const word = { type: 'word' as const, start_time: 0, end_time: 1 };
    const of = (text: string, end: string): boolean =>
      endsSentence(text + end, [
        { ...word, content: text },
        { ...mark, content: end },
      ]);
    assert.deepEqual([of('Τι', ';'), of('what', ';'), of('کیا', '؟'), of('یہ', '۔')], [true, false, true, true]);
  });

  it('believes the server', () => {
    const eos = { type: 'punctuation' as const, content: '।', start_time: 1, end_time: 1, is_eos: true };
    const word = { type: 'word' as const, content: 'x', start_time: 1, end_time: 2 };
    assert.equal(endsSentence('नमस्ते।', [word, eos]), true);
    assert.equal(endsSentence('नमस्ते। x', [eos, word]), false);
    assert.equal(endsSentence('Mr.', [{ ...word, content: 'Mr.' }]), false);
  });
});
