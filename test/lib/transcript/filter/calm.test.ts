import assert from 'node:assert/strict';
import { endOfUtterance, FilterHarness, final, partial, timed } from './filter-harness';

const calm = (settings: object = {}): FilterHarness => new FilterHarness({ mode: 'calm', ...settings });
const said = (text: string): ReturnType<typeof timed> => timed('partial', text, 0);

describe('transcript/filter/calm', () => {
  it('shows a word when two partials in a row have it', () => {
    assert.deepEqual(calm().run(said('turn'), said('turn on'), said('turn on the'), said('turn of the')), [
      '(turn)',
      '(turn on)',
    ]);
  });

  it('minds neither case nor marks, and shows those of the end when they are agreed on', () => {
    assert.deepEqual(calm().run(said('Hello .'), said('hello'), said('Hello , there'), said('Hello , there !')), [
      '(hello)',
      '(Hello, there)',
    ]);
    assert.deepEqual(calm().run(said('Hello .'), said('Hello .')), ['(Hello.)']);
  });

  it('does not take words back for a partial or two', () => {
    const harness = calm();
    const steps = [said('wan fine day'), said('wan fine day'), said('run fine day'), said('wan fine day')];
    assert.deepEqual(harness.run(...steps, said('wan')), ['(wan fine day)']);
  });

  it('takes them back when more partials contradict them the more words stand behind them', () => {
    assert.deepEqual(calm().run(said('won'), said('won'), said('wan'), said('wan')), ['(won)', '(wan)']);
    const long = [said('won fine day'), said('won fine day'), said('wan fine day'), said('wan fine day')];
    assert.deepEqual(calm().run(...long), ['(won fine day)']);
    assert.deepEqual(calm().run(...long, said('wan fine day')), ['(won fine day)', '(wan fine day)']);
  });

  it('goes on behind a word that it does not take back yet', () => {
    const steps = [said('won fine day'), said('won fine day'), said('wan fine day for'), said('wan fine day for all')];
    assert.deepEqual(calm().run(...steps), ['(won fine day)', '(won fine day for)']);
  });

  it('takes everything back for a final', () => {
    const harness = calm();
    assert.deepEqual(harness.run(said('won fine day'), said('won fine day'), timed('final', 'wan fine', 0), 50), [
      '(won fine day)',
      '(wan fine day)',
    ]);
  });

  it('holds a number that may go on until three partials agree on it', () => {
    assert.deepEqual(calm().run(said('call three'), said('call three'), said('call three'), said('call three now')), [
      '(call)',
      '(call three)',
    ]);
    assert.deepEqual(calm().run(said('call 31 now'), said('call 31 now')), ['(call 31 now)']);
  });

  it('shows everything when no more partials come', () => {
    const harness = calm();
    assert.deepEqual(harness.run(said('turn on'), 1999), []);
    assert.deepEqual(harness.run(1), ['(turn on)']);
    assert.deepEqual(harness.run(5000), []);
    assert.deepEqual(harness.run(said('turn off .'), 2000), ['(turn off.)']);
  });

  it('does not flicker where partials come slowly and words move between them', () => {
    const harness = calm();
    assert.deepEqual(harness.run(timed('partial', 'one fine', 0), 1500, timed('partial', 'one fine day', 0.8), 1500), [
      '(one fine)',
    ]);
  });

  it('gives a wrong word up after four partials, however many words stand behind it', () => {
    const rest = 'a b c d e f g h i j k l';
    const harness = calm();
    harness.take(said(`won ${rest}`), said(`won ${rest}`));
    assert.deepEqual(harness.run(...[1, 2, 3].map(() => said(`wan ${rest}`))), []);
    assert.deepEqual(harness.run(said(`wan ${rest}`)), [`(wan ${rest})`]);
  });

  describe('a word with another one behind it', () => {
    it('is shown at first sight if that is set', () => {
      const harness = calm({ firstSight: 'always' });
      assert.deepEqual(harness.run(said('one fine day'), said('one fine day for'), said('wan fine day for all')), [
        '(one fine)',
        '(one fine day)',
        '(one fine day for)',
      ]);
      assert.deepEqual(calm({ firstSight: 'always' }).run(said('call three one')), ['(call)']);
    });

    const talk = Array.from({ length: 62 }, (_, index) =>
      `w${index}w`.replace(/\d/g, (digit) => 'abcdefghij'[+digit]!),
    );
    /** Thirty partials that get longer by two words each; every so often a word is another one at first sight. */
    const heard = (every: number): ReturnType<typeof timed>[] =>
      Array.from({ length: 30 }, (_, index) => {
        const words = talk.slice(0, 2 * index + 2);
        if (index % every === every - 1) words[2 * index] = 'noise';
        return said(words.join(' '));
      });
    const whole = timed('final', `${talk.join(' ')} .`, 0);
    const next = timed('partial', 'and now this', 40);

    it('is shown at first sight by itself where partials prove steady', () => {
      const harness = calm();
      harness.take(...heard(100));
      assert.deepEqual(harness.run(said(talk.join(' '))), [`(${talk.slice(0, 61).join(' ')})`]);
      harness.take(whole);
      // The next utterance is one of the same stream.
      assert.deepEqual(harness.run(next), ['(and now)']);
    });

    it('waits for a second partial where they do not, and where that is set', () => {
      for (const [every, firstSight] of [
        [4, 'steady'],
        [100, 'never'],
      ] as const) {
        const harness = calm({ firstSight });
        harness.take(...heard(every), whole);
        assert.deepEqual(harness.run(next), []);
      }
    });
  });

  it('takes back what became void', () => {
    assert.deepEqual(calm().run(said('uh'), said('uh'), partial('')), ['(uh)', '()']);
  });

  it('keeps the words behind a sentence that is over', () => {
    const both = said('it is . we are');
    const end = timed('final', 'It is .', 0);
    assert.deepEqual(calm().run(both, both, end, timed('partial', 'we are', 1)), [
      '(it is. we are)',
      'It is.',
      '(we are)',
    ]);
  });

  it('works without times', () => {
    const harness = calm();
    const steps = [
      partial('won fine'),
      partial('wan fine day'),
      partial('wan fine day for'),
      final('Wan'),
      partial('fine day for'),
    ];
    assert.deepEqual(harness.run(...steps), ['(wan fine day)', '(Wan fine day for)']);
    assert.deepEqual(harness.run(final('fine day for'), endOfUtterance, 300), ['Wan fine day for']);
  });
});
