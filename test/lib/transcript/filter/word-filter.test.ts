import assert from 'node:assert/strict';
import type { FlowMessage } from '../../../../nodes/lib/message/flow-message';
import { endOfTranscript, FilterHarness, textsOf } from './filter-harness';

interface Item {
  content: string;
  tags?: string[];
  speaker?: string;
  confidence?: number;
}

/** A message of words; those without a letter are marks. */
function message(kind: 'partial' | 'final', ...items: (string | Item)[]) {
  const results = items
    .map((item) => (typeof item === 'string' ? { content: item } : item))
    .map((item, index) => ({
      ...item,
      type: /\w/.test(item.content) ? 'word' : 'punctuation',
      start_time: index,
      end_time: index + 1,
    }));
  const payload = results
    .map(({ content, type }) => (type === 'word' ? ' ' : '') + content)
    .join('')
    .trim();
  return { payload, partial: kind === 'partial', transcript: { delimiter: ' ', results } };
}

/** What a filter makes of finals. */
const filtered = (settings: object, ...messages: ReturnType<typeof message>[]): string[] =>
  textsOf(new FilterHarness({ mode: 'finals', ...settings }).take(...messages));

describe('transcript/filter/word-filter', () => {
  const um = { content: 'Um', tags: ['disfluency'] };
  const darn = { content: 'darn', tags: ['profanity'] };

  it('leaves everything as it is, unless told otherwise', () => {
    assert.deepEqual(filtered({}, message('final', um, ',', 'the', darn, 'cat', '.')), ['Um, the darn cat.']);
  });

  it('drops disfluencies with their commas, but not the end of a sentence', () => {
    const drop = { disfluencies: 'drop' };
    assert.deepEqual(filtered(drop, message('final', um, ',', 'yes', ',', um, '.')), ['yes.']);
    assert.deepEqual(filtered(drop, message('final', um, '.'), message('final', 'Yes', um, '?')), ['Yes?']);
  });

  it('does not put marks of dropped words behind others when they come in the next message', () => {
    const two = [message('final', 'We', 'go', '.'), message('final', um), message('final', ',', 'home', '.')];
    const [go, no, late] = [
      { content: 'Go', speaker: 'S1' },
      { content: 'No', speaker: 'S2' },
      { content: '!', speaker: 'S2' },
    ];
    const doubtful = message('final', { content: 'maybe', confidence: 0.1 });
    for (const mode of ['live', 'utterances', 'document', 'finals']) {
      const joined = mode === 'document' ? ['We go. home.'] : ['We go.', 'home.'];
      const all = (settings: object, ...messages: object[]): string[] =>
        new FilterHarness({ mode, ...settings })
          .run(...(messages as FlowMessage[]), endOfTranscript)
          .filter((text) => !text.startsWith('('));
      assert.deepEqual(all({ disfluencies: 'drop' }, ...two), joined, mode);
      assert.deepEqual(
        all({ speakers: 'S1' }, message('final', go, '.'), message('final', no), message('final', late)),
        ['Go.'],
      );
      assert.deepEqual(all({ minConfidence: 0.5 }, message('final', 'Go', '.'), doubtful, message('final', '!')), [
        'Go.',
      ]);
    }
  });

  it('ends a sentence whose last word was dropped, though the mark comes in the next message', () => {
    const utterances = new FilterHarness({ mode: 'utterances', disfluencies: 'drop' });
    assert.deepEqual(utterances.run(message('final', 'We', 'go'), message('final', um), message('final', '.')), [
      'We go.',
    ]);
  });

  it('masks or drops profanity', () => {
    const words = message('final', 'The', darn, 'cat', '.');
    assert.deepEqual(filtered({ profanity: 'mask' }, words), ['The d*** cat.']);
    assert.deepEqual(filtered({ profanity: 'drop' }, words), ['The cat.']);
  });

  it('lets only some speakers through, or all but some', () => {
    const words = [
      message('final', { content: 'Yes', speaker: 'S1' }, '.', { content: 'No', speaker: 'S2' }, '.'),
      message('final', { content: 'Who', speaker: 'UU' }, '?'),
    ];
    assert.deepEqual(filtered({ speakers: 'S1, S3' }, ...words), ['Yes.']);
    assert.deepEqual(filtered({ speakers: 'S1;UU', speakerRule: 'never' }, ...words), ['No.']);
    assert.deepEqual(filtered({ speakers: 'S1' }, message('final', 'nobody')), []);
    assert.deepEqual(filtered({ speakers: 'S1', speakerRule: 'never' }, message('final', 'nobody')), ['nobody']);
  });

  it('drops finals that are doubtful on average, and no partials', () => {
    const low = { content: 'maybe', confidence: 0.4 };
    const high = { content: 'sure', confidence: 0.9 };
    const settings = { minConfidence: '0.6' };
    assert.deepEqual(filtered(settings, message('final', low, high), message('final', low), message('final', 'what')), [
      'maybe sure',
      'what',
    ]);
    const live = new FilterHarness({ mode: 'live', ...settings });
    assert.deepEqual(live.run(message('partial', low), message('final', low), 100), ['(maybe)', '()']);
  });

  it('works in every mode that shows partials', () => {
    const live = new FilterHarness({ mode: 'live', disfluencies: 'drop' });
    assert.deepEqual(live.run(message('partial', um), message('partial', um, ',', 'yes')), ['(yes)']);
  });
});
