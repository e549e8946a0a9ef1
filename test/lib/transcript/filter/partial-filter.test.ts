import type { FlowMessage } from '../../../../nodes/lib/message/flow-message';
import assert from 'node:assert/strict';
import { FilterError } from '../../../../nodes/lib/transcript/filter/filter-error';
import { MAX_STREAMS, SILENCE } from '../../../../nodes/lib/transcript/filter/partial-filter';
import { MODES } from '../../../../nodes/lib/transcript/filter/settings';
import { endOfTranscript, FilterHarness, final, partial, textsOf } from './filter-harness';

describe('transcript/filter/partial-filter', () => {
  it('ends an utterance by an event from the other output, and ignores other events', () => {
    const harness = new FilterHarness({ mode: 'live' });
    harness.take(final('Hello', { topic: 'a/b', transcript: { stream: 'kitchen' } }));
    assert.deepEqual(harness.take({ event: 'warning', payload: {}, topic: 'a/b', stream: 'kitchen' }), []);
    const event = { event: 'end_of_utterance', payload: { end_time: 1 }, topic: 'a/b', stream: 'kitchen' };
    assert.deepEqual(harness.run(event, 300), ['Hello']);
    assert.deepEqual(harness.run(event, 300), []);
  });

  it('keeps streams apart', () => {
    const harness = new FilterHarness({ mode: 'live' });
    const steps = [
      final('one', { topic: 'a' }),
      final('eins', { topic: 'b' }),
      final('un'),
      final('two', { topic: 'a' }),
      final('zwei', { topic: 'b' }),
      { event: 'end_of_utterance', topic: 'a' },
      300,
      final('deux'),
    ];
    const shown = ['(one)', '(eins)', '(un)', '(one two)', '(eins zwei)', 'one two', '(un deux)'];
    assert.deepEqual(harness.run(...steps), shown);
  });

  it('forgets one stream or all on reset', () => {
    const harness = new FilterHarness({ mode: 'live' });
    const words = (payload: string): FlowMessage[] => ['a', 'b'].map((topic) => final(payload, { topic }));
    harness.take(...words('one'));
    assert.deepEqual(harness.take({ reset: true, topic: 'a', payload: 'ignored' }), []);
    assert.deepEqual(harness.run(...words('two')), ['(two)', '(one two)']);
    assert.deepEqual(harness.take({ reset: true }), []);
    assert.equal(harness.pendingTimers, 0);
    assert.deepEqual(harness.run(...words('three')), ['(three)', '(three)']);
  });

  it('forgets a stream that ended', () => {
    for (const mode of MODES) {
      const harness = new FilterHarness({ mode });
      harness.take(partial('one two'), final('One two'), endOfTranscript);
      assert.deepEqual(textsOf(harness.sent).slice(-1), ['One two'], mode);
      assert.equal(harness.pendingTimers, 0, mode);
      assert.deepEqual(harness.take(endOfTranscript), [], mode);
    }
  });

  it('ends a stream that is silent for long, and sends what is left', () => {
    const harness = new FilterHarness({ mode: 'document' });
    assert.deepEqual(harness.run(final('One'), SILENCE - 1, final('two'), SILENCE - 1), []);
    assert.deepEqual(harness.run(1), ['One two']);
    assert.equal(harness.pendingTimers, 0);
  });

  it('remembers a number of streams, and ends the one that was silent longest', () => {
    const harness = new FilterHarness({ mode: 'document' });
    const say = (payload: string, topic: string): string[] => harness.run(final(payload, { topic }));
    for (let index = 0; index < MAX_STREAMS; index++) assert.deepEqual(say(`one ${index}`, `stream ${index}`), []);
    assert.deepEqual(say('two', 'stream 0'), []);
    assert.deepEqual(say('one', 'another'), ['one 1']);
    assert.equal(harness.pendingTimers, MAX_STREAMS);
  });

  it('sends nothing any more when it is closed', () => {
    for (const mode of MODES) {
      const harness = new FilterHarness({ mode, throttle: 100 });
      harness.take(final('One'), partial('two'));
      const before = harness.sent.length;
      harness.filter.close();
      assert.equal(harness.pendingTimers, 0);
      harness.wait(SILENCE);
      assert.equal(harness.sent.length, before);
    }
  });

  it('refuses what is no text, in every mode, and goes on', () => {
    for (const mode of MODES) {
      const harness = new FilterHarness({ mode });
      assert.throws(
        () => harness.take({ payload: 5 }),
        (error) => error instanceof FilterError && error.code === 'not_a_transcript',
      );
      harness.take(final('One.'), endOfTranscript);
      assert.deepEqual(textsOf(harness.sent), ['One.'], mode);
    }
  });

  describe("behind other packages' nodes", () => {
    /** As the microphone of Dashboard 1 sends what the browser recognises. */
    const spoken = (payload: string, done: boolean): FlowMessage => ({ payload, done, socketid: 'a1', _msgid: 'm' });
    const browser = [
      spoken('turn', false),
      spoken('turn on', false),
      spoken('turn on the', false),
      spoken('turn on the light', true),
      spoken(' and', false),
      spoken(' and the fan', true),
    ];
    /** As nodes send that recognise one recording at a time. */
    const recordings: FlowMessage[] = [
      { payload: 'Turn on the light.', topic: 'kitchen' },
      { payload: 'Thank you.', topic: 'kitchen' },
    ];

    const expected = {
      finals: [
        ['turn on the light', 'and the fan'],
        ['Turn on the light.', 'Thank you.'],
      ],
      live: [
        [
          '(turn)',
          '(turn on)',
          '(turn on the)',
          '(turn on the light and)',
          '(turn on the light and the fan)',
          'turn on the light and the fan',
        ],
        ['Turn on the light.', 'Thank you.'],
      ],
      calm: [
        [
          '(turn)',
          '(turn on)',
          '(turn on the light)',
          '(turn on the light and the fan)',
          'turn on the light and the fan',
        ],
        ['Turn on the light.', 'Thank you.'],
      ],
      append: [
        ['turn on the light', ' and the fan'],
        ['Turn on the light.', ' Thank you.'],
      ],
      command: [['turn on the light and the fan'], ['Turn on the light.', 'Thank you.']],
      utterances: [['turn on the light and the fan'], ['Turn on the light.', 'Thank you.']],
      document: [['turn on the light and the fan'], ['Turn on the light. Thank you.']],
    } as const;

    for (const mode of MODES) {
      it(`works in the mode ${mode}`, () => {
        const [fromBrowser, fromRecordings] = expected[mode];
        assert.deepEqual(new FilterHarness({ mode }).run(...browser, 100, endOfTranscript), fromBrowser);
        const end = { ...endOfTranscript, topic: 'kitchen' };
        assert.deepEqual(new FilterHarness({ mode }).run(...recordings, end), fromRecordings);
      });
    }

    it('keeps their name for finals true to the text', () => {
      const harness = new FilterHarness({ mode: 'live' });
      harness.take(...browser);
      harness.wait(100);
      assert.ok(harness.sent.every((message) => message.done === !message.partial && message.socketid === 'a1'));
    });
  });
});
