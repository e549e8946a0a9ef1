import type {
  AdditionalVocabEntry,
  AudioEventsConfig,
  FileAudioFormat,
  PunctuationOverrides,
  RawAudioFormat,
  SpeakerDiarizationConfig,
  TranscriptFilteringConfig,
  TranscriptionConfig,
  TranslationConfig,
} from '../../speech-api/messages';
import {
  anything,
  boolean,
  integer,
  list,
  number,
  mark,
  object,
  oneOf,
  text,
  textOr,
  wordOrPattern,
  type Rule,
} from './field-rules';

/** A field of `transcription_config`. */
export interface Field {
  rule: Rule;
  /** Whether the engine supports the value. */
  honours(value: unknown): boolean;
}

/** Words and phrases of a custom dictionary (docs/protocol.md, 3.4). */
const VOCABULARY_LIMIT = 1000;
/** Languages (docs/protocol.md, 3.4). */
const TRANSLATION_LIMIT = 5;

function honoured(rule: Rule): Field {
  return { rule, honours: () => true };
}

/** @param harmless values for which the missing support makes no difference */
function ignored(rule: Rule, harmless: (value: unknown) => boolean = () => false): Field {
  return { rule, honours: harmless };
}

/**
 * Every field of `transcription_config`, of legacy and current servers, with the widest range that either accepts
 * (docs/protocol.md, 4.3 to 4.5), and whether the engine supports it.
 */
export const transcriptionFields: { readonly [K in keyof Required<TranscriptionConfig>]: Field } = {
  language: honoured(text),
  output_locale: ignored(text, (locale) => /^en(-|$)/.test(String(locale))),
  additional_vocab: honoured(
    list(textOr(object<AdditionalVocabEntry>({ content: text, sounds_like: list(text) }, 'content')), VOCABULARY_LIMIT),
  ),
  punctuation_overrides: ignored(
    object<PunctuationOverrides>({ permitted_marks: list(mark), sensitivity: number(0, 1) }),
  ),
  diarization: ignored(
    oneOf('none', 'speaker', 'speaker_change', 'channel', 'channel_and_speaker'),
    (kind) => kind === 'none',
  ),
  speaker_change_sensitivity: ignored(number(0, 1)),
  speaker_diarization_config: ignored(
    object<SpeakerDiarizationConfig>({
      max_speakers: integer(2),
      prefer_current_speaker: boolean,
      speaker_sensitivity: number(0, 1),
      get_speakers: boolean,
      speakers: list(
        object<{ label: string; speaker_identifiers: string[] }>(
          { label: text, speaker_identifiers: list(text) },
          'label',
          'speaker_identifiers',
        ),
      ),
    }),
  ),
  max_delay: honoured(number(0.7, 20)),
  // Finals are never delayed for an entity, so that both modes are the same.
  max_delay_mode: honoured(oneOf('flexible', 'fixed')),
  enable_partials: honoured(boolean),
  enable_entities: ignored(boolean, (enabled) => enabled === false),
  operating_point: honoured(text),
  model: honoured(text),
  domain: ignored(text),
  n_best_limit: ignored(integer(1)),
  conversation_config: honoured(
    object<Required<TranscriptionConfig>['conversation_config']>({ end_of_utterance_silence_trigger: number(0, 2) }),
  ),
  audio_filtering_config: ignored(
    object<Required<TranscriptionConfig>['audio_filtering_config']>({ volume_threshold: number(0, 100) }),
  ),
  transcript_filtering_config: ignored(
    object<TranscriptFilteringConfig>({
      remove_disfluencies: boolean,
      replacements: list(object<{ from: string; to: string }>({ from: wordOrPattern, to: text }, 'from', 'to')),
    }),
  ),
  channel_diarization_labels: ignored(list(text)),
  streaming_mode: ignored(boolean, (enabled) => enabled === false),
  ctrl: ignored(anything),
};

/** The fields that SetRecognitionConfig may change. */
export const changeableFields: readonly (keyof TranscriptionConfig)[] = [
  'language',
  'max_delay',
  'max_delay_mode',
  'audio_filtering_config',
  'enable_partials',
  'conversation_config',
];

export const translationRule = object<TranslationConfig>(
  { target_languages: list(text, TRANSLATION_LIMIT), enable_partials: boolean },
  'target_languages',
);

export const audioEventsRule = object<AudioEventsConfig>({ types: list(oneOf('laughter', 'applause', 'music')) });

/** Sample rates in Hz: the model does not understand speech at lower ones, and sources have no higher ones. */
export const rawFormatRule = object<RawAudioFormat>(
  { type: anything, encoding: oneOf('pcm_s16le', 'pcm_f32le', 'mulaw'), sample_rate: integer(8000, 48000) },
  'encoding',
  'sample_rate',
);

export const fileFormatRule = object<FileAudioFormat>({ type: anything });
