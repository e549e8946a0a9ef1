import assert from 'node:assert/strict';
import {
  overlay,
  readAudioFormat,
  readRecognitionSettings,
  readTranscriptionChanges,
} from '../../../nodes/lib/speech-api/configuration';
import { SettingsError } from '../../../nodes/lib/settings/settings-error';

const transcription = (config: object) =>
  readRecognitionSettings({ transcription_config: { language: 'en', ...config } }).transcription_config;

function refuses(action: () => unknown, code: string, field: string): void {
  assert.throws(action, (error) => {
    assert.ok(error instanceof SettingsError);
    assert.deepEqual([error.code, error.field], [code, field]);
    assert.ok(error.message.includes(field));
    return true;
  });
}

describe('readRecognitionSettings', () => {
  it('sends only what is set', () => {
    const settings = readRecognitionSettings({
      transcription_config: { language: 'en', domain: '', max_delay: null, output_locale: undefined },
      translation_config: null,
      audio_events_config: '',
    });
    assert.deepEqual(settings, { transcription_config: { language: 'en' } });
  });

  it('keeps what is set to nothing on purpose', () => {
    assert.deepEqual(
      readRecognitionSettings({
        transcription_config: { language: 'en', audio_filtering_config: {}, additional_vocab: [], max_delay: 0 },
        audio_events_config: {},
      }),
      {
        transcription_config: { language: 'en', audio_filtering_config: {}, additional_vocab: [], max_delay: 0 },
        audio_events_config: {},
      },
    );
    const transcript_filtering_config = { replacements: [{ from: 'um', to: '' }] };
    assert.deepEqual(transcription({ transcript_filtering_config }), { language: 'en', transcript_filtering_config });
  });

  it('makes numbers and truth values of what environment variables hold', () => {
    assert.deepEqual(
      transcription({
        max_delay: '2.5',
        enable_partials: 'true',
        enable_entities: 'False',
        streaming_mode: 1,
        domain: 5,
        punctuation_overrides: { sensitivity: ' 0.4 ', permitted_marks: '[".", "?"]' },
        speaker_diarization_config: { max_speakers: '3', prefer_current_speaker: '0' },
        conversation_config: '{"end_of_utterance_silence_trigger": "0.5"}',
      }),
      {
        language: 'en',
        max_delay: 2.5,
        enable_partials: true,
        enable_entities: false,
        streaming_mode: true,
        domain: '5',
        punctuation_overrides: { sensitivity: 0.4, permitted_marks: ['.', '?'] },
        speaker_diarization_config: { max_speakers: 3, prefer_current_speaker: false },
        conversation_config: { end_of_utterance_silence_trigger: 0.5 },
      },
    );
  });

  it('makes lists and objects of JSON text, even whole configurations', () => {
    assert.deepEqual(
      readRecognitionSettings({
        transcription_config: '{"language": "de", "max_delay": "4"}',
        translation_config: { target_languages: '["en", "fr"]', enable_partials: 'true' },
      }),
      {
        transcription_config: { language: 'de', max_delay: 4 },
        translation_config: { target_languages: ['en', 'fr'], enable_partials: true },
      },
    );
    assert.deepEqual(
      transcription({ additional_vocab: '["gnocchi", {"content": "NATO", "sounds_like": ["nay toe"]}]' }),
      {
        language: 'en',
        additional_vocab: ['gnocchi', { content: 'NATO', sounds_like: ['nay toe'] }],
      },
    );
  });

  it('leaves out spellings of a word where there are none', () => {
    for (const sounds_like of [[], '[]', [''], [null]]) {
      assert.deepEqual(transcription({ additional_vocab: [{ content: 'gnocchi', sounds_like }] }), {
        language: 'en',
        additional_vocab: [{ content: 'gnocchi' }],
      });
    }
  });

  it('leaves fields that it does not know untouched', () => {
    const unknown = { field_of_tomorrow: { nested: ['1', '', null, true] }, ctrl: { a: 'true' } };
    assert.deepEqual(transcription(unknown), { language: 'en', ...unknown });
    const hidden = transcription(JSON.parse('{"__proto__": {"max_delay": 3}}') as object);
    assert.equal(hidden.max_delay, undefined);
  });

  it('does not change what it is given', () => {
    const stored = { language: 'en', max_delay: '2', additional_vocab: ['a', ''] };
    transcription(stored);
    assert.deepEqual(stored, { language: 'en', max_delay: '2', additional_vocab: ['a', ''] });
  });

  it('refuses a variable that is not set, wherever it stands, and names it', () => {
    refuses(() => transcription({ max_delay: '${MAX_DELAY}' }), 'unset_variable', 'transcription_config.max_delay');
    refuses(() => transcription({ language: '${L}' }), 'unset_variable', 'transcription_config.language');
    refuses(
      () => transcription({ additional_vocab: ['a', '${WORD}'] }),
      'unset_variable',
      'transcription_config.additional_vocab[1]',
    );
    refuses(() => transcription({ other: { x: '${Y}' } }), 'unset_variable', 'transcription_config.other.x');
    refuses(
      () => readRecognitionSettings({ transcription_config: '${ALL}' }),
      'unset_variable',
      'transcription_config',
    );
    assert.throws(() => transcription({ max_delay: '${MAX_DELAY}' }), /environment variable MAX_DELAY/);
  });

  it('refuses what is not of its kind, and does not tell the value', () => {
    refuses(() => transcription({ max_delay: 'soon' }), 'invalid_setting', 'transcription_config.max_delay');
    refuses(() => transcription({ max_delay: true }), 'invalid_setting', 'transcription_config.max_delay');
    refuses(() => transcription({ enable_partials: 'x' }), 'invalid_setting', 'transcription_config.enable_partials');
    refuses(() => transcription({ domain: {} }), 'invalid_setting', 'transcription_config.domain');
    refuses(() => transcription({ additional_vocab: 'a' }), 'invalid_setting', 'transcription_config.additional_vocab');
    refuses(
      () => transcription({ punctuation_overrides: { sensitivity: 'high' } }),
      'invalid_setting',
      'transcription_config.punctuation_overrides.sensitivity',
    );
    refuses(() => readRecognitionSettings({ transcription_config: 5 }), 'invalid_setting', 'transcription_config');
    assert.throws(
      () => transcription({ max_delay: 'hunter2' }),
      (error: Error) => !error.message.includes('hunter2'),
    );
  });

  it('refuses what no server could take: no language, no target, circles', () => {
    refuses(() => readRecognitionSettings({}), 'invalid_setting', 'transcription_config.language');
    refuses(() => transcription({ language: '' }), 'invalid_setting', 'transcription_config.language');
    refuses(
      () => readRecognitionSettings({ transcription_config: { language: 'en' }, translation_config: {} }),
      'invalid_setting',
      'translation_config.target_languages',
    );
    const circle: Record<string, unknown> = {};
    circle.circle = circle;
    refuses(() => transcription(circle), 'invalid_setting', 'transcription_config');
  });

  it('refuses what is nested so deep that it could not be sent', () => {
    const nested = (levels: number): unknown => JSON.parse('[['.repeat(levels / 2) + ']]'.repeat(levels / 2));
    assert.deepEqual(transcription({ ctrl: nested(32) })?.ctrl, nested(32));
    for (const levels of [34, 3000]) {
      assert.throws(() => transcription({ ctrl: nested(levels) }), { code: 'invalid_setting', message: /32 levels/ });
    }
  });
});

describe('readTranscriptionChanges', () => {
  it('needs no language', () => {
    assert.deepEqual(readTranscriptionChanges({ max_delay: '3', domain: '' }), { max_delay: 3 });
    assert.deepEqual(readTranscriptionChanges(undefined), {});
  });
});

describe('readAudioFormat', () => {
  it('reads what is stored', () => {
    const raw = { type: 'raw', encoding: 'mulaw', sample_rate: 8000 };
    assert.deepEqual(readAudioFormat({ ...raw, sample_rate: '8000' }), raw);
    assert.deepEqual(readAudioFormat({ type: 'file' }), { type: 'file' });
    assert.deepEqual(readAudioFormat({ type: 'auto' }), { type: 'auto' });
    assert.deepEqual(readAudioFormat(undefined), { type: 'auto' });
  });

  it('refuses raw audio of unknown form', () => {
    const raw = { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 };
    refuses(() => readAudioFormat({ ...raw, encoding: 'opus' }), 'invalid_setting', 'audio_format.encoding');
    refuses(() => readAudioFormat({ ...raw, sample_rate: 0.5 }), 'invalid_setting', 'audio_format.sample_rate');
    refuses(() => readAudioFormat({ ...raw, sample_rate: '${RATE}' }), 'unset_variable', 'audio_format.sample_rate');
    refuses(() => readAudioFormat({ type: 'webm' }), 'invalid_setting', 'audio_format.type');
  });
});

describe('overlay', () => {
  it('is shallow, and null removes a key', () => {
    const base = { language: 'en', domain: 'finance', punctuation_overrides: { sensitivity: 0.2 } };
    const overrides = { language: 'de', domain: null, punctuation_overrides: { permitted_marks: ['.'] } };
    assert.deepEqual(overlay(base, overrides), { language: 'de', punctuation_overrides: { permitted_marks: ['.'] } });
    assert.equal(base.domain, 'finance');
  });

  it('leaves the base when there is nothing to lay over it', () => {
    assert.deepEqual(overlay({ language: 'en' }, undefined), { language: 'en' });
    assert.deepEqual(overlay({ language: 'en' }, ''), { language: 'en' });
    assert.equal(overlay(null, undefined), null);
  });

  it('switches a configuration on and off', () => {
    assert.deepEqual(overlay(null, {}), {});
    assert.equal(overlay({ types: ['music'] }, null), undefined);
  });

  it('takes JSON text, and passes on what is no object', () => {
    assert.deepEqual(overlay('{"language": "en"}', '{"max_delay": 2}'), { language: 'en', max_delay: 2 });
    assert.equal(overlay('${CONFIG}', { max_delay: 2 }), '${CONFIG}');
    assert.equal(overlay({ language: 'en' }, 'nonsense'), 'nonsense');
  });
});
