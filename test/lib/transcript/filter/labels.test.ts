import assert from 'node:assert/strict';
import type { FlowMessage } from '../../../../nodes/lib/message/flow-message';
import type { StoredFilterSettings } from '../../../../nodes/lib/transcript/filter/settings';
import { endOfTranscript, final, FilterHarness, partial } from './filter-harness';

const MODES = ['live', 'calm', 'command', 'utterances', 'append'] as const;

/** What a filter says for messages, and for the end of their stream. */
function said(mode: StoredFilterSettings['mode'], ...messages: FlowMessage[]): FlowMessage[] {
  const harness = new FilterHarness({ mode });
  return [...harness.take(...messages), ...harness.wait(3000), ...harness.take(endOfTranscript)].filter(
    (message) => message.partial === false,
  );
}

const texts = (messages: readonly FlowMessage[]): string[] => messages.map(({ payload }) => String(payload).trim());

describe('labels of voices', () => {
  it('end a text in any usual name, as text or as numbers, in the message or in its transcript', () => {
    const pairs: [FlowMessage, FlowMessage][] = [
      [{ speaker: 'A' }, { speaker: 'B' }],
      [{ speaker: 0 }, { speaker: 1 }],
      [{ speaker_id: 1 }, { speaker_id: 2 }],
      [{ speakerLabel: 'spk_0' }, { speakerLabel: 'spk_1' }],
      [{ Speaker: 'Guest-1' }, { Speaker: 'Guest-2' }],
      [{ speakerTag: 1 }, { speakerTag: 2 }],
      [{ channel: 'agent' }, { channel: 'caller' }],
      [{ channel: 0 }, { channel: 1 }],
      [{ channelId: 'ch_0' }, { channelId: 'ch_1' }],
    ];
    for (const mode of MODES) {
      for (const [one, other] of pairs) {
        const within = [final('hello there', { transcript: one }), final('hi you', { transcript: other })];
        for (const messages of [[final('hello there', one), final('hi you', other)], within]) {
          assert.deepEqual(texts(said(mode, ...messages)), ['hello there', 'hi you'], `${mode} ${JSON.stringify(one)}`);
        }
      }
    }
  });

  it('end none where they are the same, are no labels, or are told of some words only', () => {
    for (const [one, other] of [
      [{ speaker: 1 }, { speaker: '1' }],
      [{ speaker: 'A' }, {}],
      [{ channel: { alternatives: [] } }, { channel: [1, 2] }],
      [{ speaker: '' }, { speaker: 'B' }],
      [{ speaker: 'A' }, { speaker: 'UU' }],
    ]) {
      const messages = said('utterances', final('hello there', one), final('hi you', other));
      assert.deepEqual(texts(messages), ['hello there hi you'], JSON.stringify([one, other]));
    }
  });

  it('end a text though words without a label, or of nobody that is known, stand between', () => {
    for (const between of [{}, { speaker: 'UU' }]) {
      const [a, b] = [{ speaker: 'A' }, { speaker: 'B' }];
      const messages = said('utterances', final('one', a), final('two', between), final('three', b));
      assert.deepEqual(texts(messages), ['one two', 'three']);
    }
    const results = [
      { type: 'word', content: 'one', start_time: 0, end_time: 1, speaker: 'S1' },
      { type: 'word', content: 'two', start_time: 1, end_time: 2 },
      { type: 'word', content: 'three', start_time: 2, end_time: 3, speaker: 'S2' },
    ];
    assert.deepEqual(texts(said('utterances', final('one two three', { transcript: { results } }))), [
      'one two',
      'three',
    ]);
    assert.deepEqual(new FilterHarness({ mode: 'live' }).run(partial('one two three', { transcript: { results } })), [
      '(one two)',
    ]);
  });

  it('stay as they were written where they hold for all, and are named all where they differ', () => {
    const [one, other] = [final('one', { speaker_id: 7 }), final('two', { speaker_id: 8 })];
    assert.equal(said('utterances', one, final('two', { speaker_id: 7 }))[0]!.speaker_id, 7);
    const [document] = said('document', one, other);
    assert.deepEqual([document!.payload, document!.speaker_id, document!.speakers], ['one two', undefined, ['7', '8']]);
    const [numbered] = said(
      'utterances',
      final('one', { transcript: { id: 1, speaker: 7 } }),
      final('two', { transcript: { id: 2, speaker: 7 } }),
    );
    assert.deepEqual(numbered!.transcript, { id: 1, last_id: 2, speaker: 7 });
  });
});
