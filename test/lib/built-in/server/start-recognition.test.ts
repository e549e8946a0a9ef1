import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ProtocolError } from '../../../../nodes/lib/built-in/server/protocol-error';
import { readChanges, readStartRecognition } from '../../../../nodes/lib/built-in/server/start-recognition';
import { RAW, startMessage } from '../../../support/speech-api';

const read = (config: object, format: unknown = RAW, others: object = {}): ReturnType<typeof readStartRecognition> =>
  readStartRecognition(startMessage(config, format, others) as Record<string, unknown>);

/** What every field of `transcription_config` may be, and may not. */
const VALUES: Record<string, { good: unknown[]; bad: unknown[] }> = {
  output_locale: { good: ['en-GB', 'fr-FR'], bad: [1] },
  additional_vocab: {
    good: [[], ['word'], [{ content: 'gnocchi', sounds_like: ['nyohki'] }]],
    bad: ['word', [1], [{}], [{ content: 'a', sounds_like: 'b' }], [{ content: 'a', weight: 1 }]],
  },
  punctuation_overrides: {
    good: [{}, { permitted_marks: ['.', ',', 'all'], sensitivity: 0.4 }],
    bad: ['all', { permitted_marks: '.' }, { permitted_marks: ['..'] }, { sensitivity: 2 }, { marks: [] }],
  },
  diarization: {
    good: ['none', 'speaker', 'speaker_change', 'channel', 'channel_and_speaker'],
    bad: ['speakers', true],
  },
  speaker_change_sensitivity: { good: [0, 1], bad: [-0.1, '0.4'] },
  speaker_diarization_config: {
    good: [
      { max_speakers: 2, prefer_current_speaker: true, speaker_sensitivity: 0.5, get_speakers: true },
      { speakers: [{ label: 'Anna', speaker_identifiers: ['x'] }] },
    ],
    bad: [{ max_speakers: 1 }, { max_speakers: 2.5 }, { speakers: [{ label: 'Anna' }] }, { get_speakers: 'yes' }],
  },
  max_delay: { good: [0.7, 4, 20], bad: [0.6, 21, '4', null] },
  max_delay_mode: { good: ['flexible', 'fixed'], bad: ['loose'] },
  enable_partials: { good: [true, false], bad: ['true', 1] },
  enable_entities: { good: [true, false], bad: ['no'] },
  operating_point: { good: ['standard', 'enhanced'], bad: [1] },
  model: { good: ['standard', 'enhanced'], bad: [{}] },
  domain: { good: ['finance'], bad: [[]] },
  n_best_limit: { good: [1, 10], bad: [0, 1.5] },
  conversation_config: {
    good: [{}, { end_of_utterance_silence_trigger: 0 }, { end_of_utterance_silence_trigger: 2 }],
    bad: [0.5, { end_of_utterance_silence_trigger: 2.1 }, { silence: 1 }],
  },
  audio_filtering_config: { good: [{}, { volume_threshold: 100 }], bad: [{ volume_threshold: 101 }] },
  transcript_filtering_config: {
    good: [{ remove_disfluencies: true }, { replacements: [{ from: '/colou?r/', to: '' }] }],
    bad: [
      { remove_disfluencies: 'yes' },
      { replacements: [{ from: 'a' }] },
      { replacements: [{ from: '/(/', to: '' }] },
    ],
  },
  channel_diarization_labels: { good: [['left']], bad: ['left'] },
  streaming_mode: { good: [true], bad: ['true'] },
  ctrl: { good: [{ anything: 1 }], bad: [] },
};

describe('built-in/server/start-recognition', () => {
  describe('takes, or refuses by its name,', () => {
    for (const [field, { good, bad }] of Object.entries(VALUES)) {
      it(field, () => {
        for (const value of good) assert.ok(read({ [field]: value }));
        for (const value of bad) {
          assert.throws(
            () => read({ [field]: value }),
            (error) =>
              error instanceof ProtocolError &&
              error.type === 'invalid_config' &&
              error.message.startsWith(`transcription_config.${field}`),
          );
        }
      });
    }
  });

  it('reads what the engine is told', () => {
    assert.deepEqual(read({}).settings, { model: undefined, partials: false, maxDelay: 4, endOfUtteranceSilence: 0 });
    const conversation_config = { end_of_utterance_silence_trigger: 0.6 };
    assert.deepEqual(read({ model: 'enhanced', enable_partials: true, max_delay: 2, conversation_config }).settings, {
      model: 'base',
      partials: true,
      maxDelay: 2,
      endOfUtteranceSilence: 0.6,
    });
    assert.equal(read({ operating_point: 'enhanced' }).settings.model, 'base');
    assert.equal(read({ operating_point: 'enhanced', model: 'standard' }).settings.model, 'tiny');
  });

  it('knows one language and two models', () => {
    for (const config of [{ language: 'fr' }, { language: '' }, { model: 'melia-1' }, { operating_point: 'best' }]) {
      assert.throws(() => read(config), { type: 'invalid_model' });
    }
    assert.throws(() => read({ language: undefined }), { type: 'invalid_config', message: /language is required/ });
    assert.throws(() => read({ language: 7 }), { type: 'invalid_config', message: /language must be a string/ });
  });

  it('wants the language of the URL', () => {
    const message = startMessage() as Record<string, unknown>;
    assert.ok(readStartRecognition(message, 'en'));
    assert.throws(() => readStartRecognition(message, 'fr'), {
      type: 'invalid_config',
      message: /language must be "fr"/,
    });
    const french = startMessage({ language: 'fr' }) as Record<string, unknown>;
    assert.throws(() => readStartRecognition(french, 'fr'), { type: 'invalid_model' });
  });

  it('refuses fields that it does not know', () => {
    assert.throws(() => read({ languages: 1 }), {
      type: 'invalid_config',
      message: /transcription_config\.languages is/,
    });
    assert.throws(() => read({}, RAW, { output_format: 1 }), {
      type: 'invalid_config',
      message: /StartRecognition\.output_format is/,
    });
    assert.throws(() => read({}, { ...RAW, channels: 2 }), { type: 'invalid_audio_type', message: /channels/ });
    const config = JSON.parse('{ "language": "en", "__proto__": 1 }') as object;
    assert.throws(() => read(config), { message: /__proto__/ });
  });

  it('refuses a configuration or a format that is none', () => {
    for (const value of [undefined, null, 'en', []]) {
      const message = { ...startMessage(), transcription_config: value };
      assert.throws(() => readStartRecognition(message), { type: 'invalid_config' });
      assert.throws(() => readStartRecognition({ ...startMessage(), audio_format: value }), {
        type: 'invalid_audio_type',
      });
    }
  });

  it('takes the audio formats of the protocol', () => {
    for (const encoding of ['pcm_s16le', 'pcm_f32le', 'mulaw']) assert.ok(read({}, { ...RAW, encoding }));
    assert.deepEqual(read({}, { type: 'file' }).format, { type: 'file' });
    for (const wrong of [
      { type: 'raw' },
      { type: 'wav' },
      { ...RAW, encoding: 'opus' },
      { ...RAW, sample_rate: '16000' },
      { ...RAW, sample_rate: 7999 },
      { ...RAW, sample_rate: 16000.5 },
    ]) {
      assert.throws(() => read({}, wrong), { type: 'invalid_audio_type', message: /^audio_format/ });
    }
  });

  it('warns once of each field that has no effect', () => {
    const { warnings } = read(
      {
        diarization: 'speaker',
        speaker_diarization_config: { max_speakers: 4 },
        output_locale: 'fr-FR',
        enable_entities: true,
        domain: 'medical',
      },
      RAW,
      { audio_events_config: { types: ['music'] } },
    );
    assert.ok(warnings.every(({ type }) => type === 'validation_warning'));
    assert.deepEqual(
      warnings.map(({ reason }) => reason.split(' ')[0]),
      [
        'transcription_config.diarization',
        'transcription_config.speaker_diarization_config',
        'transcription_config.output_locale',
        'transcription_config.enable_entities',
        'transcription_config.domain',
        'audio_events_config',
      ],
    );
  });

  it('does not warn of what makes no difference', () => {
    const harmless = {
      diarization: 'none',
      output_locale: 'en-US',
      enable_entities: false,
      additional_vocab: ['gnocchi'],
      max_delay_mode: 'fixed',
      model: 'enhanced',
      streaming_mode: false,
    };
    assert.deepEqual(read(harmless).warnings, []);
  });

  it('keeps the limits of the custom dictionary', () => {
    const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `word${index}`);
    assert.deepEqual(read({ additional_vocab: many(1000) }).warnings, []);
    assert.throws(() => read({ additional_vocab: many(1001) }), { type: 'invalid_config', message: /at most 1000/ });
    const { warnings, settings } = read({
      additional_vocab: ['six words are not too many', 'fine', { content: 'but these are seven words in all' }],
    });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!.reason, /dropped \(2\)/);
    assert.deepEqual(
      settings.vocabulary?.map(({ content }) => content),
      ['six words are not too many', 'fine'],
    );
    assert.equal(read({ additional_vocab: ['a'.repeat(4001)] }).warnings.length, 1);
  });

  it('passes the custom dictionary on, with how its entries sound', () => {
    assert.deepEqual(
      read({ additional_vocab: ['Zigbee', { content: 'Niamh', sounds_like: ['Neev'] }] }).settings.vocabulary,
      [
        { content: 'Zigbee', soundsLike: [] },
        { content: 'Niamh', soundsLike: ['Neev'] },
      ],
    );
  });

  it('bounds what the recogniser has to look for, and says so', () => {
    const spellings = Array.from({ length: 6 }, (_, index) => `spelling${index}`);
    const { warnings, settings } = read({
      additional_vocab: [
        { content: 'Niamh', sounds_like: spellings },
        'a'.repeat(121),
        { content: 'fine', sounds_like: ['b'.repeat(121)] },
      ],
    });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!.reason, /up to 5 spellings in sounds_like.*120 characters \(0, 1, 2\)/);
    assert.deepEqual(settings.vocabulary, [
      { content: 'Niamh', soundsLike: spellings.slice(0, 5) },
      { content: 'fine', soundsLike: [] },
    ]);
  });

  it('bounds the length of the whole list, and says so', () => {
    const entry = (letter: string): { content: string; sounds_like: string[] } => ({
      content: letter.repeat(120 / letter.length),
      sounds_like: Array.from({ length: 5 }, () => letter.repeat(120 / letter.length)),
    });
    for (const letter of ['a', '\u4f60', '\u{1f600}']) {
      const list = [...Array.from({ length: 999 }, () => entry(letter)), 'fine'];
      const { warnings, settings } = read({ additional_vocab: list });
      const texts = settings.vocabulary?.flatMap(({ content, soundsLike }) => [content, ...soundsLike]) ?? [];
      assert.ok(Buffer.byteLength(texts.join('')) <= 100_000);
      assert.equal(texts.at(-1), 'fine');
      assert.equal(warnings.length, 1);
      assert.match(warnings[0]!.reason, /up to 100000 bytes/);
    }
  });

  it('writes nothing for an entry without content, and says so', () => {
    const { warnings, settings } = read({ additional_vocab: [{ content: ' ', sounds_like: ['the'] }, '', 'fine'] });
    assert.match(warnings[0]!.reason, /without content.*\(0, 1\)/);
    assert.deepEqual(settings.vocabulary, [{ content: 'fine', soundsLike: [] }]);
  });

  it('says that it does not translate', () => {
    const translate = (target_languages: unknown): ReturnType<typeof read> =>
      read({}, RAW, { translation_config: { target_languages } });
    assert.deepEqual(
      translate(['fr', 'de']).warnings.map(({ type, reason }) => [type, /to (\w+)/.exec(reason)?.[1]]),
      [
        ['unsupported_translation_pair', 'fr'],
        ['unsupported_translation_pair', 'de'],
      ],
    );
    assert.equal(translate([]).warnings[0]?.type, 'empty_translation_target_list');
    for (const wrong of [undefined, 'fr', ['a', 'b', 'c', 'd', 'e', 'f']]) {
      assert.throws(() => translate(wrong), {
        type: 'invalid_config',
        message: /translation_config\.target_languages/,
      });
    }
  });

  it('lets six settings change', () => {
    const { changes } = readChanges({
      language: 'en',
      max_delay: 1,
      max_delay_mode: 'fixed',
      enable_partials: true,
      conversation_config: { end_of_utterance_silence_trigger: 1 },
    });
    assert.deepEqual(changes, { maxDelay: 1, partials: true, endOfUtteranceSilence: 1 });
    assert.deepEqual(readChanges({}), { changes: {}, warnings: [] });
    assert.equal(readChanges({ audio_filtering_config: {} }).warnings.length, 1);
    for (const wrong of [{ language: 'fr' }, { model: 'enhanced' }, { unknown: 1 }, { max_delay: 0 }, undefined, []]) {
      assert.throws(() => readChanges(wrong), { type: 'invalid_config' });
    }
  });

  it('refuses whatever it does not take with a ProtocolError', () => {
    const field = fc.constantFrom('language', 'ctrl', ...Object.keys(VALUES));
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue()), fc.jsonValue(), (config, format) => {
        for (const attempt of [() => read(config), () => read({}, format), () => readChanges(config)]) {
          try {
            attempt();
          } catch (error) {
            assert.ok(error instanceof ProtocolError, String(error));
          }
        }
      }),
    );
  });
});
