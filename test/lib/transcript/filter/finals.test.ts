import assert from 'node:assert/strict';
import { endOfUtterance, FilterHarness, final, partial, timed } from './filter-harness';

describe('transcript/filter/finals', () => {
  it('passes finals on as they come, and nothing else', () => {
    const harness = new FilterHarness({ mode: 'finals' });
    const steps = [partial('one'), final('One. '), endOfUtterance, partial(''), final(' '), final(''), final('Two.')];
    assert.deepEqual(harness.run(...steps), ['One.', 'Two.']);
  });

  it('tells how late they are', () => {
    const [sent] = new FilterHarness({ mode: 'finals' }).take(timed('final', 'one two', 0, 1));
    assert.deepEqual(sent?.stability, { updates: 1, erased: 0, ne: 0, first_delay: 1.25, final_delay: 1.25 });
  });

  it('drops short ones, if told so', () => {
    assert.deepEqual(new FilterHarness({ mode: 'finals', minWords: 2 }).run(final('Uh.'), final('Hello you.')), [
      'Hello you.',
    ]);
  });
});
