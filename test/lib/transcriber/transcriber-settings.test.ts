import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTranscriberSettings } from '../../../nodes/lib/transcriber/transcriber-settings';

describe('transcriber/transcriber-settings', () => {
  it('has a default for each setting that a flow lacks', () => {
    const { format, idle, queue, showText, rawMessages } = readTranscriberSettings({});
    assert.deepEqual(
      { format, idle, queue, showText, rawMessages },
      {
        format: { type: 'auto' },
        idle: 10,
        queue: { seconds: 60, drop: 'oldest' },
        showText: false,
        rawMessages: false,
      },
    );
  });

  it('reads what is stored, and what environment variables made text', () => {
    const { format, idle, queue, showText, rawMessages } = readTranscriberSettings({
      audio_format: { type: 'raw', encoding: 'mulaw', sample_rate: '8000' },
      idle: '0',
      queue: '1.5',
      drop: 'newest',
      showText: 'true',
      rawMessages: true,
    });
    assert.deepEqual(format, { type: 'raw', encoding: 'mulaw', sample_rate: 8000 });
    assert.deepEqual({ idle, queue }, { idle: 0, queue: { seconds: 1.5, drop: 'newest' } });
    assert.ok(showText && rawMessages);
  });

  it('leaves the configuration objects for when a stream opens', () => {
    const stored = {
      transcription_config: { language: 'en' },
      translation_config: null,
      audio_events_config: undefined,
    };
    assert.deepEqual(readTranscriberSettings(stored).recognition, stored);
  });

  it('keeps times that no timer can wait to the longest one', () => {
    assert.ok(readTranscriberSettings({ idle: 1e12 }).idle * 1000 <= 2 ** 31 - 1);
  });

  it('reads any stored value, or says with a code that it can not', () => {
    const names = ['audio_format', 'streams', 'idle', 'queue', 'drop', 'showText', 'rawMessages'] as const;
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('', '${X}', 'true', '5', [5], [[]], { type: ['raw'] }, -0));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value), (stored) => {
        try {
          const { format, streams, idle, queue, showText, rawMessages } = readTranscriberSettings(stored);
          assert.ok(['auto', 'raw', 'file'].includes(format.type) && ['oldest', 'newest'].includes(queue.drop));
          assert.ok([idle, queue.seconds].every((seconds) => Number.isFinite(seconds) && seconds >= 0));
          assert.ok(typeof streams === 'string' && [showText, rawMessages].every((is) => typeof is === 'boolean'));
        } catch (error) {
          assert.ok(['invalid_setting', 'unset_variable'].includes((error as { code: string }).code), String(error));
        }
      }),
      { numRuns: 2000 },
    );
    for (const stored of [{ streams: 5 }, { streams: ['topic'] }, { drop: 'latest' }, { drop: 1 }, { showText: 'x' }]) {
      assert.throws(() => readTranscriberSettings(stored), { code: 'invalid_setting' });
    }
    for (const stored of [{ idle: [5] }, { idle: true }, { queue: {} }, { queue: ' ' }]) {
      assert.throws(() => readTranscriberSettings(stored), { code: 'invalid_setting' });
    }
    assert.throws(() => readTranscriberSettings({ streams: '${SOURCE}' }), { code: 'unset_variable' });
  });

  it('names a setting that can not be used', () => {
    assert.throws(() => readTranscriberSettings({ idle: 'soon' }), { code: 'invalid_setting', message: /"idle"/ });
    assert.throws(() => readTranscriberSettings({ queue: -1 }), { code: 'invalid_setting', message: /"queue"/ });
    assert.throws(() => readTranscriberSettings({ queue: '${KEEP}' }), { code: 'unset_variable', message: /KEEP/ });
    assert.throws(() => readTranscriberSettings({ audio_format: { type: 'tape' } }), { code: 'invalid_setting' });
  });
});
