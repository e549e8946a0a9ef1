import type { AudioEventsConfig, AudioFormat, TranscriptionConfig, TranslationConfig } from './messages';

type KeyOf<T> = T extends T ? keyof T : never;
type FieldOf<T, K extends PropertyKey> = T extends T ? (K extends keyof T ? T[K] : never) : never;

/** The rule for values of type T: lets the compiler find fields of a message type that are missing or wrong here. */
type RuleFor<T> = unknown extends T ? 'anything' : RuleForKnown<NonNullable<T>>;

type RuleForKnown<T> = [T] extends [string]
  ? 'string' | 'text'
  : [T] extends [number]
    ? 'number'
    : [T] extends [boolean]
      ? 'boolean'
      : [T] extends [readonly (infer Item)[]]
        ? { list: RuleFor<Item>; empty?: 'unset' }
        : [Extract<T, string>] extends [never]
          ? { fields: FieldsOf<T> }
          : { textOr: FieldsOf<Exclude<T, string>> };

type FieldsOf<T> = { readonly [K in KeyOf<T>]-?: RuleFor<FieldOf<T, K>> };

interface ConfigurationTable {
  transcription_config: RuleFor<TranscriptionConfig>;
  translation_config: RuleFor<TranslationConfig>;
  audio_events_config: RuleFor<AudioEventsConfig>;
  audio_format: RuleFor<AudioFormat>;
}

/** Every field of the configuration objects that a user can set. Other fields are left unchanged. */
export const configurationTable = {
  transcription_config: {
    fields: {
      language: 'string',
      output_locale: 'string',
      // Servers refuse an empty list of spellings.
      additional_vocab: { list: { textOr: { content: 'text', sounds_like: { list: 'string', empty: 'unset' } } } },
      punctuation_overrides: { fields: { permitted_marks: { list: 'string' }, sensitivity: 'number' } },
      diarization: 'string',
      speaker_change_sensitivity: 'number',
      speaker_diarization_config: {
        fields: {
          max_speakers: 'number',
          prefer_current_speaker: 'boolean',
          speaker_sensitivity: 'number',
          get_speakers: 'boolean',
          speakers: { list: { fields: { label: 'string', speaker_identifiers: { list: 'string' } } } },
        },
      },
      max_delay: 'number',
      max_delay_mode: 'string',
      enable_partials: 'boolean',
      enable_entities: 'boolean',
      operating_point: 'string',
      model: 'string',
      domain: 'string',
      n_best_limit: 'number',
      conversation_config: { fields: { end_of_utterance_silence_trigger: 'number' } },
      audio_filtering_config: { fields: { volume_threshold: 'number' } },
      transcript_filtering_config: {
        fields: {
          remove_disfluencies: 'boolean',
          // An empty `to` deletes the word.
          replacements: { list: { fields: { from: 'text', to: 'text' } } },
        },
      },
      channel_diarization_labels: { list: 'string' },
      streaming_mode: 'boolean',
      ctrl: 'anything',
    },
  },
  translation_config: { fields: { target_languages: { list: 'string' }, enable_partials: 'boolean' } },
  audio_events_config: { fields: { types: { list: 'string' } } },
  audio_format: { fields: { type: 'string', encoding: 'string', sample_rate: 'number' } },
} as const satisfies ConfigurationTable;
