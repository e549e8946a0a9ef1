import assert from 'node:assert/strict';
import { MAX_CHARACTERS } from '../../../../nodes/lib/transcript/filter/document';
import { endOfTranscript, endOfUtterance, FilterHarness, final, partial, timed } from './filter-harness';

const documents = (settings: object = {}): FilterHarness => new FilterHarness({ mode: 'document', ...settings });

describe('transcript/filter/document', () => {
  it('is one message with everything when the stream ends', () => {
    const steps = [partial('hello'), final('Hello'), endOfUtterance, final('. How are'), 60_000, final('you?')];
    assert.deepEqual(documents().run(...steps, endOfTranscript), ['Hello. How are you?']);
  });

  it('is none when nothing was said', () => {
    assert.deepEqual(documents().run(partial('uh'), partial(''), final(''), endOfTranscript), []);
    assert.deepEqual(documents({ minWords: 2 }).run(final('Uh.'), endOfTranscript), []);
  });

  it('is empty when somebody waits for it, once, whether its end is told or not', () => {
    const nothing = { ...final(''), complete: true, res: 'response' };
    for (const steps of [[nothing], [nothing, endOfTranscript]]) {
      const sent = documents().take(...steps);
      assert.deepEqual(
        sent.map(({ payload, res }) => [payload, res]),
        [['', 'response']],
      );
    }
    assert.deepEqual(documents({ minConfidence: 1 }).run({ ...final(''), req: 'request' }, endOfTranscript), ['']);
  });

  it('is none where only marks came, and begins with none', () => {
    const filter = (): FilterHarness => new FilterHarness({ mode: 'document' });
    assert.deepEqual(filter().run(final('.'), final('?!'), endOfTranscript), []);
    assert.deepEqual(filter().run(final('.'), final('. Hello'), final('.'), endOfTranscript), ['Hello.']);
  });

  it('carries what the last message carried, and tells how late its words are', () => {
    const harness = documents({ normalised: true });
    harness.take(
      { ...timed('final', 'One', 0, 0.5), res: 'response' },
      { ...timed('final', 'two', 0.5, 0), res: 'last' },
    );
    harness.wait(1000);
    const [sent] = harness.take(endOfTranscript);
    assert.equal(sent?.res, 'last');
    assert.equal(sent?.normalised, 'one two');
    assert.deepEqual(sent?.stability, { updates: 1, erased: 0, ne: 0, first_delay: 1.25, final_delay: 1.25 });
  });

  it('is sent in several messages when it gets very long', () => {
    const harness = documents();
    const tenth = 'a'.repeat(MAX_CHARACTERS / 10);
    const parts = Array.from({ length: 10 }, () => tenth);
    const steps = [...parts.map((part) => final(part)), final('end'), endOfTranscript];
    assert.deepEqual(harness.run(...steps), [parts.join(' '), 'end']);
  });
});
