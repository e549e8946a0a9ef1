import assert from 'node:assert/strict';
import { endOfTranscript, endOfUtterance, FilterHarness, final, partial, textsOf, timed } from './filter-harness';

const live = (settings: object = {}): FilterHarness => new FilterHarness({ mode: 'live', ...settings });

describe('transcript/filter/live', () => {
  it('shows the finals and the partial behind them, once for each change', () => {
    const steps = [partial('hel'), partial('hello wor'), partial('hello wor'), final('Hello'), partial('world')];
    assert.deepEqual(live().run(...steps, final('world.')), ['(hel)', '(hello wor)', '(Hello world)', 'Hello world.']);
  });

  it('takes a final and the partial behind it for one update', () => {
    const harness = live();
    const steps = [timed('partial', 'hello their world', 0), timed('final', 'hello there', 0)];
    assert.deepEqual(harness.run(...steps, timed('partial', 'word', 1)), ['(hello their world)', '(hello there word)']);
    assert.deepEqual(harness.run(1000), []);
  });

  it('does not wait for a partial that does not come', () => {
    const harness = live();
    assert.deepEqual(harness.run(partial('hello'), final('Hello you')), ['(hello)']);
    assert.deepEqual(harness.run(50), ['(Hello you)']);
    assert.deepEqual(live().run(final('Hello')), ['(Hello)']);
  });

  it('takes back what became void', () => {
    assert.deepEqual(live().run(partial('uh'), partial('')), ['(uh)', '()']);
    assert.deepEqual(live().run(partial('uh'), endOfTranscript), ['(uh)', '()']);
    assert.deepEqual(live().run(final('Hello'), partial('uh'), partial('')), ['(Hello)', '(Hello uh)', '(Hello)']);
  });

  it('marks the end of an utterance, and begins anew', () => {
    assert.deepEqual(live().run(final('Yes'), endOfUtterance, endOfUtterance, partial('yes'), final('Yes.')), [
      '(Yes)',
      'Yes',
      '(yes)',
      'Yes.',
    ]);
  });

  it('tells a complete text again, once, for a mark that comes late', () => {
    const harness = live();
    const complete = timed('final', 'Yes', 0);
    harness.run(complete, endOfUtterance, 300);
    assert.deepEqual(harness.run(timed('final', '. No', 0.5), partial('no')), ['Yes.', '(No)', '(No no)']);
    const [, yes, again] = harness.sent;
    assert.deepEqual([yes?.partial, yes?.contradicts], [false, undefined]);
    assert.deepEqual([again?.partial, again?.contradicts], [false, 'Yes']);
    const { results } = again?.transcript as { results: { content: string }[] };
    assert.deepEqual(
      results.map(({ content }) => content),
      ['Yes', '.'],
    );
  });

  it('shows the words that were there when a text is told again with its mark', () => {
    const harness = live();
    assert.deepEqual(harness.run(final('Yes'), endOfUtterance, 300, partial('no'), final('.'), 50), [
      '(Yes)',
      'Yes',
      '(no)',
      'Yes.',
      '(no)',
    ]);
  });

  it('tells how calm and how early it was', () => {
    const harness = live();
    harness.take(timed('partial', 'I scream', 0, 0.5));
    harness.wait(500);
    harness.take(timed('partial', 'ice cream', 0, 1));
    harness.wait(1000);
    harness.take(timed('final', 'ice cream', 0, 2), endOfUtterance);
    harness.wait(300);
    assert.deepEqual(harness.sent.at(-1)?.stability, {
      updates: 3,
      erased: 2,
      ne: 1,
      first_delay: 1.25,
      final_delay: 1.25,
    });
  });

  it('tells no delays where words have no times', () => {
    assert.deepEqual(live().take(partial('on'), final('One.')).at(-1)?.stability, { updates: 2, erased: 1, ne: 1 });
  });

  describe('with a minimum of words', () => {
    it('shows nothing shorter', () => {
      const harness = live({ minWords: 2 });
      assert.deepEqual(harness.run(partial('uh'), partial('hello you'), partial('hello'), final('Hello.')), [
        '(hello you)',
        '()',
      ]);
      assert.deepEqual(harness.run(final('One, two.'), final('Three.')), ['One, two.']);
    });
  });

  describe('throttled', () => {
    it('shows one text in that time, the latest', () => {
      const harness = live({ throttle: 1000 });
      assert.deepEqual(harness.run(partial('a'), 400, partial('a b'), 400, partial('a b c')), ['(a)']);
      assert.deepEqual(harness.run(199), []);
      assert.deepEqual(harness.run(1), ['(a b c)']);
    });

    it('does not wait with the end of an utterance, nor at the end of the stream', () => {
      const harness = live({ throttle: 1000 });
      assert.deepEqual(harness.run(partial('a'), final('A b.'), partial('c')), ['(a)', 'A b.']);
      assert.deepEqual(harness.run(1000, partial(''), endOfTranscript), ['(c)', '()']);
      assert.deepEqual(harness.run(2000), []);
    });
  });

  it('carries what the message carried that brought the text', () => {
    const harness = live();
    const transcript = { id: '1', stream: 's' };
    const message = Object.freeze({ ...partial('hel'), topic: 't', chatId: 5, transcript, event: 'x' });
    assert.deepEqual(harness.take(message), [{ payload: 'hel', partial: true, topic: 't', chatId: 5, transcript }]);
    assert.deepEqual(textsOf(harness.take({ payload: 'Hello.', final: true, topic: 's' })), ['Hello.']);
    assert.equal(harness.sent.at(-1)?.final, true);
  });

  it('adds the normalised text, if told so', () => {
    const [sent] = live({ normalised: true }).take(final("Well, don't: it's 3.5 ‘cold-hearted’ miles!"));
    assert.equal(sent?.normalised, "well don't it's 3.5 cold hearted miles");
    assert.equal(live({ normalised: true }).take(final('你好，世界。'))[0]?.normalised, '你好世界');
  });
});
