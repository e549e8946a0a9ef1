import type { FlowMessage } from '../../../../nodes/lib/message/flow-message';
import assert from 'node:assert/strict';
import { endOfTranscript, endOfUtterance, FilterHarness, final, partial, textsOf, timed } from './filter-harness';

const append = (settings: object = {}): FilterHarness => new FilterHarness({ mode: 'append', ...settings });
const said = (text: string): ReturnType<typeof timed> => timed('partial', text, 0);

describe('transcript/filter/append', () => {
  it('sends finals with what stands between them', () => {
    const steps = [partial('hello'), final('Hello'), final('. How'), endOfUtterance, final('are'), final('you ?')];
    assert.deepEqual(append().run(...steps), ['Hello', '. How', ' are', ' you ?']);
  });

  it('gives each voice a piece of its own', () => {
    const results = ['S1', 'S2', 'S2'].map((speaker, at) => ({
      type: 'word',
      content: `word${at}`,
      start_time: at,
      end_time: at + 1,
      speaker,
    }));
    const told = { ...final('word0 word1 word2'), transcript: { delimiter: ' ', results } };
    const sent = new FilterHarness({ mode: 'append' }).take(told);
    assert.deepEqual(
      sent.map(({ payload, transcript }) => [payload, (transcript as { speaker?: string }).speaker]),
      [
        ['word0', 'S1'],
        [' word1 word2', 'S2'],
      ],
    );
    assert.deepEqual(new FilterHarness({ mode: 'append', voices: false }).take(told).length, 1);
  });

  it('sends late marks of an utterance that is over', () => {
    assert.deepEqual(append().run(final('Hello'), endOfUtterance, final('.'), final('You')), ['Hello', '.', ' You']);
  });

  it('sends nothing between the characters of Chinese', () => {
    assert.deepEqual(append().run(final('你好'), final('，世界。'), final('再见')), ['你好', '，世界。', '再见']);
  });

  it('tells the figures of the utterance with every piece', () => {
    const harness = append();
    harness.take(timed('final', 'one', 0, 1));
    harness.wait(500);
    harness.take(timed('final', 'two', 0.5, 1));
    assert.deepEqual(
      harness.sent.map(({ stability }) => stability),
      [
        { updates: 1, erased: 0, ne: 0, first_delay: 1, final_delay: 1 },
        { updates: 2, erased: 0, ne: 0, first_delay: 1, final_delay: 1 },
      ],
    );
  });

  it('collects pieces while it is throttled', () => {
    const harness = append({ throttle: 1000 });
    assert.deepEqual(harness.run(final('a'), 500, final('b'), final('c.')), ['a']);
    assert.deepEqual(harness.run(500), [' b c.']);
    assert.deepEqual(harness.run(final('d'), endOfTranscript, 5000), [' d']);
  });

  it('sends nothing of an utterance until it has enough words', () => {
    const harness = append({ minWords: 3 });
    assert.deepEqual(harness.run(final('Uh.'), final('.'), final('one'), final('two'), final('three.')), [
      'one two three.',
    ]);
  });

  describe('early', () => {
    it('sends words that enough partials agree on, and the rest with the final', () => {
      const harness = append({ early: 2 });
      assert.deepEqual(harness.run(said('turn on .'), said('turn on the'), said('turn on the lamp .')), [
        'turn on',
        ' the',
      ]);
      assert.deepEqual(harness.run(timed('final', 'Turn on', 0), timed('partial', 'the lamp', 1)), [' lamp']);
      assert.deepEqual(harness.run(timed('final', 'the lamp .', 1)), ['.']);
    });

    it('waits for as many as are set', () => {
      assert.deepEqual(append({ early: 3 }).run(said('one'), said('one'), said('one')), ['one']);
    });

    it('goes on behind what a final contradicts, and says so', () => {
      const harness = append({ early: 2 });
      assert.deepEqual(harness.run(said('won fine'), said('won fine'), timed('final', 'one fine day', 0)), [
        'won fine',
        ' day',
      ]);
      assert.equal(harness.sent.at(-1)?.contradicts, 'won fine');
      assert.deepEqual(harness.run(timed('final', 'for all', 1.5)), [' for all']);
      assert.equal('contradicts' in harness.sent.at(-1)!, false);
    });

    it('takes late marks of an earlier word for no contradiction', () => {
      const harness = append({ early: 2 });
      harness.take(said('well then'), said('well then'), timed('final', 'well', 0), timed('partial', ', then', 0.5));
      harness.take(timed('final', ', then .', 0.5));
      assert.deepEqual(textsOf(harness.sent), ['well then', '.']);
      assert.ok(harness.sent.every((message) => !('contradicts' in message)));
    });

    it('carries what the partial carried', () => {
      const harness = append({ early: 2 });
      const [sent] = harness.take({ ...said('one'), chatId: 1 }, { ...said('one'), chatId: 2 });
      assert.equal(sent?.chatId, 2);
    });

    it('does not send words again that come again after a lost connection', () => {
      for (const told of [said, (text: string): FlowMessage => partial(text)]) {
        const harness = append({ early: 2 });
        harness.take(told('turn on'), told('turn on'), partial(''), told('turn on the'), told('turn on the'));
        harness.take(timed('final', 'turn on the light .', 0));
        assert.equal(harness.sent.map(({ payload }) => payload).join(''), 'turn on the light.');
        assert.ok(harness.sent.every((message) => !('contradicts' in message)));
      }
    });

    it('goes on without times too', () => {
      const harness = append({ early: 2 });
      assert.deepEqual(harness.run(partial('won fine'), partial('won fine'), final('one fine day')), [
        'won fine',
        ' day',
      ]);
    });

    it('says when nothing of it became final', () => {
      const harness = append({ early: 2 });
      assert.deepEqual(harness.run(said('uh'), said('uh'), partial(''), final('Hello')), ['uh', ' Hello']);
      assert.equal(harness.sent.at(-1)?.contradicts, 'uh');
    });
  });
});
