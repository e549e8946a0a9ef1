import assert from 'node:assert/strict';
import { endOfTranscript, endOfUtterance, FilterHarness, final, partial, timed } from './filter-harness';

const command = (settings: object = {}): FilterHarness =>
  new FilterHarness({ mode: 'command', hold: 700, ...settings });

describe('transcript/filter/command', () => {
  it('is sent once, when it has not changed for a while', () => {
    const harness = command();
    assert.deepEqual(harness.run(partial('turn on'), 600, partial('turn on the lamp'), 699), []);
    assert.deepEqual(harness.run(1), ['(turn on the lamp)']);
    assert.deepEqual(harness.run(partial('Turn on the lamp.'), 5000, final('Turn on the lamp.'), 5000), []);
  });

  it('is sent at once when it is final', () => {
    assert.deepEqual(command().run(partial('turn on'), final('Turn on.'), 5000), ['Turn on.']);
    assert.deepEqual(command().run(final('Turn on'), endOfUtterance, 5000), ['Turn on']);
    assert.deepEqual(command().run(final('Turn on'), endOfTranscript), ['Turn on']);
  });

  it('takes a change of case or marks for none', () => {
    assert.deepEqual(command().run(partial('turn on'), 400, partial('Turn on.'), 300), ['(Turn on.)']);
  });

  it('says when the final contradicts what was sent', () => {
    const harness = command();
    assert.deepEqual(harness.run(partial('turn on'), 700, partial('turn on no'), 5000, final('Turn it off.')), [
      '(turn on)',
      'Turn it off.',
    ]);
    const { contradicts, stability } = harness.sent.at(-1)!;
    assert.equal(contradicts, 'turn on');
    assert.deepEqual(stability, { updates: 2, erased: 2, ne: 0.667 });
    assert.equal('contradicts' in harness.sent[0]!, false);
  });

  it('says when nothing of what was sent became final', () => {
    const harness = command();
    assert.deepEqual(harness.run(partial('uh'), 700, partial('')), ['(uh)', '']);
    assert.equal(harness.sent.at(-1)?.contradicts, 'uh');
  });

  it('begins anew when it is final and nothing followed for a while', () => {
    const harness = command();
    assert.deepEqual(harness.run(final('lamp on'), 700, 700, final('lamp off'), 700), ['lamp on', 'lamp off']);
    assert.ok(harness.sent.every((message) => !('contradicts' in message)));
  });

  it('takes a phrase that comes as a final, however short', () => {
    const harness = command({ phrases: 'stop', minWords: 2 });
    assert.deepEqual(harness.run(final('Stop.'), final('Lamp.'), endOfUtterance), ['Stop.']);
  });

  describe('with phrases that may fire', () => {
    const harness = (): FilterHarness => command({ phrases: 'Stop!\nlouder, be quiet' });

    it('sends them at once, on a partial', () => {
      for (const phrase of ['stop', 'Louder.', 'be quiet']) {
        assert.deepEqual(harness().run(partial(phrase)), [`(${phrase})`]);
      }
    });

    it('waits with everything else', () => {
      assert.deepEqual(harness().run(partial('stop it')), []);
    });

    it('says when they were only the beginning', () => {
      const stopping = harness();
      assert.deepEqual(stopping.run(partial('stop'), partial('stop the music'), final('Stop the music.')), [
        '(stop)',
        'Stop the music.',
      ]);
      assert.equal(stopping.sent.at(-1)?.contradicts, 'stop');
    });
  });

  it('drops what has too few words, but for phrases', () => {
    assert.deepEqual(
      command({ minWords: 2, phrases: 'stop' }).run(partial('uh'), 5000, final('Uh.'), partial('stop')),
      ['(stop)'],
    );
  });

  it('tells how late it was', () => {
    const harness = command();
    harness.take(timed('partial', 'lamp on', 0, 0.3));
    harness.wait(700);
    assert.deepEqual(harness.sent[0]?.stability, {
      updates: 1,
      erased: 0,
      ne: 0,
      first_delay: 1.25,
      final_delay: 1.25,
    });
  });
});
