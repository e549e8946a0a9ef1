import assert from 'node:assert/strict';
import { endOfTranscript, endOfUtterance, FilterHarness, final, partial, timed } from './filter-harness';

const utterances = (settings: object = {}): FilterHarness => new FilterHarness({ mode: 'utterances', ...settings });

describe('transcript/filter/utterances', () => {
  it('joins finals until the server says that the utterance is over', () => {
    const steps = [
      final('How'),
      partial('are'),
      final('are you'),
      endOfUtterance,
      final('?'),
      final('Fine'),
      endOfTranscript,
    ];
    assert.deepEqual(utterances().run(...steps), ['How are you?', 'Fine']);
  });

  it('ends them at a sentence, unless told otherwise', () => {
    assert.deepEqual(utterances().run(final('How are'), final('you?'), final('Fine.')), ['How are you?', 'Fine.']);
    assert.deepEqual(utterances({ sentences: 'false' }).run(final('One.'), final('Two.'), endOfTranscript), [
      'One. Two.',
    ]);
  });

  it('leaves pauses to the server, when it is known to tell the ends', () => {
    const harness = utterances();
    assert.deepEqual(harness.run(final('One'), endOfUtterance, final('two'), 5000, final('three')), ['One']);
    assert.deepEqual(harness.run(endOfUtterance, 300), ['two three']);
  });

  it('ends them at sentences too when the server tells the ends, unless told otherwise', () => {
    const steps = [final('One'), endOfUtterance, final('Two.'), final('Three.'), endOfUtterance];
    assert.deepEqual(utterances().run(...steps), ['One', 'Two.', 'Three.']);
    assert.deepEqual(utterances({ sentences: 'false' }).run(...steps), ['One', 'Two. Three.']);
  });

  it('ends them at a pause', () => {
    const harness = utterances({ pause: 1 });
    assert.deepEqual(harness.run(final('One'), 900, final('two'), 999), []);
    assert.deepEqual(harness.run(1), ['One two']);
  });

  it('does not take a partial for a pause', () => {
    const harness = utterances({ pause: 1 });
    assert.deepEqual(harness.run(final('One'), partial('two'), 5000, final('two'), 999), []);
    assert.deepEqual(harness.run(1), ['One two']);
  });

  it('knows that finals without partials come late', () => {
    const harness = utterances({ pause: 1 });
    assert.deepEqual(harness.run(timed('final', 'One', 0, 4), 4999), []);
    assert.deepEqual(harness.run(1), ['One']);
    assert.deepEqual(utterances({ pause: 1 }).run(partial('one'), timed('final', 'One', 0, 4), 1000), ['One']);
  });

  it('ends them at the latest when they are as long as is set', () => {
    const harness = utterances({ longest: 3 });
    const words = [1, 2, 3, 4].flatMap((number) => [final(`w${number}`), partial('more'), 1000]);
    assert.deepEqual(harness.run(endOfUtterance, ...words, endOfTranscript), ['w1 w2 w3', 'w4']);
  });

  it('drops those with too few words', () => {
    assert.deepEqual(utterances({ minWords: 2 }).run(final('Uh.'), final('Hello you.')), ['Hello you.']);
  });

  it('tells how late they are', () => {
    const harness = utterances();
    harness.take(timed('final', 'one two .', 0, 0.5));
    assert.deepEqual(harness.sent[0]?.stability, {
      updates: 1,
      erased: 0,
      ne: 0,
      first_delay: 0.75,
      final_delay: 0.75,
    });
  });
});
