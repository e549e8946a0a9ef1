import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RecognitionResult } from '../../../nodes/lib/speech-api/messages';
import { liftResults, shiftResults, type TranscriptResult } from '../../../nodes/lib/transcript/results';

describe('transcript/results', () => {
  it('lifts the best alternative up and keeps every other field', () => {
    const wire: RecognitionResult[] = [
      {
        type: 'word',
        start_time: 1,
        end_time: 1.5,
        volume: 52,
        alternatives: [
          { content: 'Hello', confidence: 0.9, language: 'en', speaker: 'S1', tags: ['disfluency'] },
          { content: 'Hallo', confidence: 0.1 },
        ],
      },
      {
        type: 'punctuation',
        start_time: 1.5,
        end_time: 1.5,
        attaches_to: 'previous',
        is_eos: true,
        alternatives: [{ content: '.', confidence: 1, display: { direction: 'ltr' } }],
      },
    ];
    assert.deepEqual(liftResults(wire), [
      {
        type: 'word',
        content: 'Hello',
        start_time: 1,
        end_time: 1.5,
        confidence: 0.9,
        language: 'en',
        speaker: 'S1',
        tags: ['disfluency'],
        volume: 52,
        alternatives: [{ content: 'Hallo', confidence: 0.1 }],
      },
      {
        type: 'punctuation',
        content: '.',
        start_time: 1.5,
        end_time: 1.5,
        confidence: 1,
        display: { direction: 'ltr' },
        attaches_to: 'previous',
        is_eos: true,
      },
    ]);
  });

  it('keeps the type of a result, whatever an alternative says of itself', () => {
    const odd = { content: 'a', type: 'punctuation', start_time: 7 };
    const wire = { type: 'word' as const, start_time: 0, end_time: 1, alternatives: [odd] };
    assert.deepEqual(liftResults([wire]), [{ type: 'word', content: 'a', start_time: 0, end_time: 1 }]);
  });

  it('keeps fields of servers to come', () => {
    const wire = { type: 'word' as const, start_time: 0, end_time: 1, alternatives: [{ content: 'a' }], mood: 'glad' };
    assert.deepEqual(liftResults([wire]), [{ type: 'word', content: 'a', start_time: 0, end_time: 1, mood: 'glad' }]);
  });

  it('takes items without alternatives', () => {
    const change: RecognitionResult = { type: 'speaker_change', start_time: 2, end_time: 2, score: 0.7 };
    assert.deepEqual(liftResults([change, { ...change, alternatives: [] }]), [
      { type: 'speaker_change', start_time: 2, end_time: 2, score: 0.7 },
      { type: 'speaker_change', start_time: 2, end_time: 2, score: 0.7 },
    ]);
  });

  it('lifts and shifts the forms of entities too', () => {
    const form = (content: string): RecognitionResult[] => [
      { type: 'word', start_time: 0.1, end_time: 0.3, alternatives: [{ content, confidence: 1 }] },
    ];
    const wire: RecognitionResult = {
      type: 'entity',
      entity_class: 'date',
      start_time: 0.1,
      end_time: 0.3,
      alternatives: [{ content: '17th of January 2022', confidence: 1 }],
      spoken_form: form('seventeenth'),
      written_form: form('17th'),
    };
    const lifted = (content: string): TranscriptResult => ({
      type: 'word',
      content,
      confidence: 1,
      start_time: 0.3,
      end_time: 0.5,
    });
    assert.deepEqual(shiftResults(liftResults([wire]), 0.2), [
      {
        type: 'entity',
        entity_class: 'date',
        content: '17th of January 2022',
        confidence: 1,
        start_time: 0.3,
        end_time: 0.5,
        spoken_form: [lifted('seventeenth')],
        written_form: [lifted('17th')],
      },
    ]);
  });

  it('changes neither the wire nor what it shifts', () => {
    const wire = Object.freeze({ type: 'word' as const, start_time: 0, end_time: 1, alternatives: [{ content: 'a' }] });
    const lifted = liftResults([wire]);
    const before = structuredClone(lifted);
    shiftResults(lifted, 5);
    assert.deepEqual(lifted, before);
  });

  it('shifts there and back to the microsecond', () => {
    const hundredths = fc.integer({ min: 0, max: 1e6 }).map((value) => value / 100);
    fc.assert(
      fc.property(hundredths, hundredths, fc.integer({ min: 0, max: 1e9 }), (start, length, shift) => {
        const results: TranscriptResult[] = [
          { type: 'word', content: 'a', start_time: start, end_time: start + length },
        ];
        const [back] = shiftResults(shiftResults(results, shift / 1e6), -shift / 1e6);
        assert.equal(back?.start_time, start);
      }),
    );
  });
});
