import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FilterError } from '../../../nodes/lib/transcript/filter-error';
import type { FilterMessage } from '../../../nodes/lib/transcript/filter-input';
import { PartialFilter } from '../../../nodes/lib/transcript/partial-filter';

const still = (): number => 0;

function takeAll(filter: PartialFilter, messages: FilterMessage[]): FilterMessage[] {
  return messages.flatMap((message) => filter.take(message));
}

function texts(messages: FilterMessage[]): unknown[] {
  return messages.map(({ payload }) => payload);
}

describe('transcript/partial-filter', () => {
  describe('finals', () => {
    it('passes finals as they came and nothing else', () => {
      const filter = new PartialFilter('finals', still);
      const final = { payload: 'One. ', partial: false, topic: 't', transcript: { id: '1' } };
      assert.deepEqual(filter.take(final), [final]);
      assert.deepEqual(filter.take({ payload: 'Two', final: true }), [{ payload: 'Two', final: true, partial: false }]);
      assert.deepEqual(filter.take({ payload: 'Three' }), [{ payload: 'Three', partial: false }]);
      const others = [
        { payload: 'thr', partial: true },
        { payload: '', partial: true },
        { payload: ' ', partial: false },
        { event: 'end_of_utterance', payload: {} },
        { event: 'metrics', payload: {} },
        { reset: true },
      ];
      assert.deepEqual(takeAll(filter, others), []);
    });
  });

  describe('live', () => {
    it('carries the properties of the message, but not its event', () => {
      const filter = new PartialFilter('live', still);
      const transcript = { id: '1', stream: 's' };
      const message = { payload: 'hel', partial: true, topic: 't', chatId: 5, transcript, event: 'x', _msgid: 'm' };
      assert.deepEqual(filter.take(message), [
        { payload: 'hel', partial: true, topic: 't', chatId: 5, transcript, _msgid: 'm' },
      ]);
    });

    it('does not change the message', () => {
      const filter = new PartialFilter('live', still);
      const message = Object.freeze({ payload: 'hello', partial: false, event: 'x' });
      assert.deepEqual(filter.take(message), [{ payload: 'hello', partial: true }]);
    });

    it('keeps `final` true to the text where a message has it', () => {
      const filter = new PartialFilter('live', still);
      assert.deepEqual(filter.take({ payload: 'One', final: true }), [{ payload: 'One', partial: true, final: false }]);
      assert.deepEqual(filter.take({ payload: 'two.', final: true }), [
        { payload: 'One two.', partial: false, final: true },
      ]);
    });

    it('ends an utterance by an event from the other output', () => {
      const filter = new PartialFilter('live', still);
      const transcript = { stream: 'kitchen', start_time: 0, end_time: 1 };
      filter.take({ payload: 'Hello', partial: false, topic: 'a/b', transcript });
      assert.deepEqual(filter.take({ event: 'warning', payload: {}, topic: 'a/b', stream: 'kitchen' }), []);
      const event = { event: 'end_of_utterance', payload: { end_time: 1 }, topic: 'a/b', stream: 'kitchen' };
      assert.deepEqual(filter.take(event), [{ payload: 'Hello', partial: false, topic: 'a/b', transcript }]);
      assert.deepEqual(filter.take(event), []);
    });

    it('writes Chinese without spaces, with a delimiter and without', () => {
      for (const transcript of [{ delimiter: '' }, undefined]) {
        const filter = new PartialFilter('live', still);
        const messages = [
          { payload: '你好', partial: false, transcript },
          { payload: '，世界', partial: true, transcript },
          { payload: '，世界。', partial: false, transcript },
        ];
        assert.deepEqual(texts(takeAll(filter, messages)), ['你好', '你好，世界', '你好，世界。']);
      }
    });

    it('keeps streams apart', () => {
      const filter = new PartialFilter('live', still);
      const messages = [
        { payload: 'one', partial: false, topic: 'a' },
        { payload: 'eins', partial: false, topic: 'b' },
        { payload: 'un', partial: false },
        { payload: 'two', partial: false, topic: 'a' },
        { payload: 'zwei', partial: false, topic: 'b' },
        { event: 'end_of_utterance', topic: 'a' },
        { payload: 'deux', partial: false },
      ];
      assert.deepEqual(texts(takeAll(filter, messages)), [
        'one',
        'eins',
        'un',
        'one two',
        'eins zwei',
        'one two',
        'un deux',
      ]);
    });

    it('forgets one stream or all on reset', () => {
      const filter = new PartialFilter('live', still);
      const words = (payload: string): FilterMessage[] =>
        ['a', 'b'].map((topic) => ({ payload, partial: false, topic }));
      takeAll(filter, words('one'));
      assert.deepEqual(filter.take({ reset: true, topic: 'a', payload: 'ignored' }), []);
      assert.deepEqual(texts(takeAll(filter, words('two'))), ['two', 'one two']);
      assert.deepEqual(filter.take({ reset: true }), []);
      assert.deepEqual(texts(takeAll(filter, words('three'))), ['three', 'three']);
    });

    it('remembers 1000 streams, and forgets the one that was silent longest', () => {
      const filter = new PartialFilter('live', still);
      const say = (payload: string, topic: string): unknown[] => texts(filter.take({ payload, partial: false, topic }));
      for (let index = 0; index < 1000; index++) say('one', `stream ${index}`);
      assert.deepEqual(say('two', 'stream 0'), ['one two']);
      say('one', 'stream 1000');
      assert.deepEqual(say('two', 'stream 1'), ['two']);
      assert.deepEqual(say('three', 'stream 0'), ['one two three']);
    });

    it('measures pauses by the clock that it is given', () => {
      let now = 0;
      const filter = new PartialFilter('live', () => now);
      filter.take({ payload: 'one', partial: false, count: 1 });
      now = 2001;
      assert.deepEqual(filter.take({ payload: 'two', partial: true, count: 2 }), [
        { payload: 'one', partial: false, count: 1 },
        { payload: 'two', partial: true, count: 2 },
      ]);
    });
  });

  it('refuses to work in a mode that it does not know', () => {
    for (const [mode, code, named] of [
      ['slow', 'unknown_mode', '"slow"'],
      ['${MODE}', 'unset_variable', 'MODE'],
    ] as const) {
      assert.throws(
        () => new PartialFilter(mode, still).take({ payload: 'one' }),
        (error) => error instanceof FilterError && error.code === code && error.message.includes(named),
      );
    }
  });

  describe('live, whatever comes', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 1, maxLength: 4 });
    const sentence = fc.tuple(words, fc.constantFrom('', '', ',', '.')).map(([list, mark]) => list.join(' ') + mark);
    const step = fc.oneof(
      { weight: 4, arbitrary: sentence.map((payload): FilterMessage => ({ payload, partial: false })) },
      { weight: 4, arbitrary: sentence.map((payload): FilterMessage => ({ payload, partial: true })) },
      { weight: 1, arbitrary: fc.constant<FilterMessage>({ payload: '', partial: true }) },
      { weight: 1, arbitrary: fc.constant<FilterMessage>({ payload: '', partial: false }) },
      { weight: 1, arbitrary: fc.constant<FilterMessage>({ event: 'end_of_utterance', payload: {} }) },
    );
    const steps = fc.array(fc.tuple(step, fc.nat(3000)), { maxLength: 30 });

    /** Adds word times of a quarter of a second each to the texts, `wait` milliseconds of silence before each. */
    function withTimes(inputs: [FilterMessage, number][]): [FilterMessage, number][] {
      let from = 0;
      return inputs.map(([message, wait]) => {
        if (typeof message.payload !== 'string') return [message, wait];
        const start = from + wait / 1000;
        const results = message.payload.split(/ |(?=[,.])/).flatMap((content, index) => {
          const type = /\w/.test(content) ? 'word' : 'punctuation';
          const start_time = start + index / 4;
          return content ? [{ type, content, start_time, end_time: start_time + 0.25 }] : [];
        });
        const end_time = results.at(-1)?.end_time ?? from;
        if (message.partial === false) from = end_time;
        return [{ ...message, transcript: { delimiter: ' ', start_time: start, end_time, results } }, wait];
      });
    }

    for (const [name, prepare] of [
      ['with word times', withTimes],
      ['without times', (inputs: [FilterMessage, number][]): [FilterMessage, number][] => inputs],
    ] as const) {
      it(`never loses, doubles or reorders a final, and shows nothing twice, ${name}`, () => {
        fc.assert(
          fc.property(steps.map(prepare), (inputs) => {
            let now = 0;
            let [finals, closed, shown]: [string, string, unknown] = ['', '', ''];
            const filter = new PartialFilter('live', () => now);
            const take = (message: FilterMessage): void => {
              if (message.partial === false) finals = `${finals} ${String(message.payload)}`.trim();
              for (const { payload, partial } of filter.take(message)) {
                const soFar = `${closed} ${String(payload)}`.trim();
                if (partial === true) {
                  assert.notEqual(payload, shown);
                  assert.ok(soFar.startsWith(finals), `"${soFar}" lacks "${finals}"`);
                } else {
                  closed = soFar;
                }
                shown = partial === true ? payload : '';
              }
            };
            for (const [message, wait] of inputs) {
              now += wait;
              take(message);
            }
            take({ event: 'end_of_transcript', payload: {} });
            assert.equal(closed, finals);
          }),
        );
      });
    }
  });
});
