import assert from 'node:assert/strict';
import { endOfUtterance, FilterHarness, final, partial, textsOf, timed } from './filter-harness';

const MODES = ['live', 'calm', 'command', 'utterances'] as const;
const completes = (mode: string, ...steps: Parameters<FilterHarness['run']>): string[] =>
  new FilterHarness({ mode, hold: 1e6 }).run(...steps).filter((text) => !text.startsWith('('));

describe('transcript/filter/late-marks', () => {
  for (const mode of MODES) {
    describe(mode, () => {
      it('sends a sentence once, with the full stop that comes behind its end', () => {
        assert.deepEqual(completes(mode, final('Hello'), endOfUtterance, 200, final('.'), 5000), ['Hello.']);
        const times = [timed('final', 'Hello', 0), endOfUtterance, 100, timed('final', '.', 0.5), 5000];
        assert.deepEqual(completes(mode, ...times), ['Hello.']);
      });

      it('keeps the words behind a late full stop for the next sentence', () => {
        const steps = [final('Hello'), endOfUtterance, 200, final('. How are you'), endOfUtterance, 100, final('?')];
        assert.deepEqual(completes(mode, ...steps), ['Hello.', 'How are you?']);
      });

      it('sends a text once that a pause has ended, and again only to readers, with the mark that comes late', () => {
        for (const mark of [final('.'), final('. How'), partial('. how')]) {
          const sent = completes(mode, partial('hello'), final('Hello there'), 3000, mark, final('Yes.'), 3000);
          const isAgain = (mode === 'live' || mode === 'calm') && mark.partial === false;
          const texts = sent.filter((text) => text.startsWith('Hello there'));
          assert.equal(texts.length, isAgain ? 2 : 1);
          if (isAgain) assert.deepEqual(texts, ['Hello there', 'Hello there.']);
        }
      });

      it('waits longer for the next mark of a server that is slow with them', () => {
        const turn = (words: string): Parameters<FilterHarness['run']> => [
          final(words),
          endOfUtterance,
          500,
          final('.'),
        ];
        const sent = completes(mode, ...turn('Hello'), 3000, ...turn('Yes'), 3000);
        assert.deepEqual(sent.slice(-1), ['Yes.']);
        assert.equal(sent.filter((text) => text.startsWith('Yes')).length, 1);
      });

      it('ends a text at a late comma too', () => {
        assert.deepEqual(completes(mode, final('Well'), endOfUtterance, final(', yes'), endOfUtterance, 300), [
          'Well,',
          'yes',
        ]);
      });

      it('waits for the mark though the next partial is there', () => {
        const steps = [final('Hello'), endOfUtterance, 50, partial('. how'), 100, final('.'), partial('how')];
        assert.deepEqual(completes(mode, ...steps), ['Hello.']);
      });

      it('sends what has no mark 0.3 s later', () => {
        const harness = new FilterHarness({ mode, hold: 1e6 });
        harness.take(final('Hello'), endOfUtterance);
        assert.deepEqual(textsOf(harness.wait(299)), []);
        assert.deepEqual(textsOf(harness.wait(1)), ['Hello']);
      });

      it('delays nothing where marks come with their words', () => {
        const harness = new FilterHarness({ mode, hold: 1e6 });
        harness.take(final('Good morning.'), endOfUtterance, final('Hello'));
        assert.deepEqual(textsOf(harness.take(endOfUtterance)), ['Hello']);
      });

      it('delays nothing for long where there are no marks', () => {
        const harness = new FilterHarness({ mode, hold: 1e6 });
        for (let turn = 0; turn < 3; turn += 1) harness.run(final('Hello'), endOfUtterance, 300);
        harness.take(final('Hello'));
        assert.deepEqual(textsOf(harness.take(endOfUtterance)), ['Hello']);
      });
    });
  }

  it('waits again where a mark came late once', () => {
    const steps = [final('Hello.'), endOfUtterance, final('Hello'), endOfUtterance, final('. How'), endOfUtterance];
    assert.deepEqual(completes('utterances', ...steps, 100, final('?')), ['Hello.', 'Hello', 'How?']);
  });

  it('shows the partial that waited behind the end', () => {
    const harness = new FilterHarness({ mode: 'live' });
    harness.take(final('Hello'), endOfUtterance, partial('how'));
    assert.deepEqual(textsOf(harness.wait(300)), ['Hello', '(how)']);
  });
});
