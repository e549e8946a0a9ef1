/** The fields of the protocol in the dialog (docs/protocol.md, 4.3 to 4.5). */

/** The servers that know a field: all, those since a year, current ones, some of 2022, or legacy ones only. */
export type Servers = 'all' | '2021' | '2022' | 'current' | 'some' | 'legacy';

/** Lowest and highest value. */
export type Range = readonly [lowest: number, highest: number];

export interface Field {
  /** Keys in the catalogue: `label.<name>`, and `unit.<name>` if it has an explanation. */
  name: string;
  /** The stored object, and the path to the field in it. */
  path: readonly [StoredConfig, ...string[]];
  /**
   * `text`; a `number`; a `tick`, off by default; a `flag`, left to the server by default; one of `choices`; or `words`, a list
   * of texts without spaces.
   */
  kind: 'text' | 'number' | 'tick' | 'flag' | 'choice' | 'words';
  servers: Servers;
  /** Whether the built-in appliance supports it. */
  builtIn?: boolean;
  choices?: readonly string[];
  /** Ranges by generation of servers; without one, it does not know the field. */
  ranges?: { legacy?: Range; current?: Range };
  /** Only applies if this other field has one of these values. */
  onlyIf?: { name: string; is: readonly string[] };
}

export type StoredConfig = 'transcription_config' | 'translation_config' | 'audio_events_config';

/** Tabs of the dialog that show fields. */
export type Tab = 'session' | 'recognition' | 'vocabulary' | 'speakers' | 'translation' | 'audio';

const SPEAKERS = { name: 'diarization', is: ['speaker', 'channel_and_speaker'] } as const;

export const fields: Readonly<Record<Tab, readonly Field[]>> = {
  session: [
    { name: 'language', path: ['transcription_config', 'language'], kind: 'text', servers: 'all', builtIn: true },
    {
      name: 'partials',
      path: ['transcription_config', 'enable_partials'],
      kind: 'tick',
      servers: 'all',
      builtIn: true,
    },
    {
      name: 'max-delay',
      path: ['transcription_config', 'max_delay'],
      kind: 'number',
      servers: 'all',
      builtIn: true,
      ranges: { legacy: [2, 20], current: [0.7, 4] },
    },
    {
      name: 'max-delay-mode',
      path: ['transcription_config', 'max_delay_mode'],
      kind: 'choice',
      choices: ['flexible', 'fixed'],
      servers: '2022',
      builtIn: true,
    },
    {
      name: 'silence',
      path: ['transcription_config', 'conversation_config', 'end_of_utterance_silence_trigger'],
      kind: 'number',
      servers: 'current',
      builtIn: true,
      ranges: { current: [0, 2] },
    },
  ],
  recognition: [
    {
      name: 'operating-point',
      path: ['transcription_config', 'operating_point'],
      kind: 'choice',
      choices: ['standard', 'enhanced'],
      servers: '2021',
      builtIn: true,
    },
    { name: 'model', path: ['transcription_config', 'model'], kind: 'text', servers: 'current', builtIn: true },
    { name: 'domain', path: ['transcription_config', 'domain'], kind: 'text', servers: '2022' },
    { name: 'locale', path: ['transcription_config', 'output_locale'], kind: 'text', servers: 'all' },
    { name: 'entities', path: ['transcription_config', 'enable_entities'], kind: 'flag', servers: '2021' },
    {
      name: 'marks',
      path: ['transcription_config', 'punctuation_overrides', 'permitted_marks'],
      kind: 'words',
      servers: 'all',
    },
    {
      name: 'mark-sensitivity',
      path: ['transcription_config', 'punctuation_overrides', 'sensitivity'],
      kind: 'number',
      servers: 'all',
      ranges: { legacy: [0, 1], current: [0, 1] },
    },
    {
      name: 'disfluencies',
      path: ['transcription_config', 'transcript_filtering_config', 'remove_disfluencies'],
      kind: 'tick',
      servers: 'current',
    },
    {
      name: 'n-best',
      path: ['transcription_config', 'n_best_limit'],
      kind: 'number',
      servers: 'some',
      ranges: { legacy: [1, Infinity] },
    },
  ],
  vocabulary: [],
  speakers: [
    {
      name: 'diarization',
      path: ['transcription_config', 'diarization'],
      kind: 'choice',
      choices: ['none', 'speaker', 'speaker_change'],
      servers: 'all',
    },
    {
      name: 'change-sensitivity',
      path: ['transcription_config', 'speaker_change_sensitivity'],
      kind: 'number',
      servers: 'legacy',
      ranges: { legacy: [0, 1] },
      onlyIf: { name: 'diarization', is: ['speaker_change'] },
    },
    {
      name: 'max-speakers',
      path: ['transcription_config', 'speaker_diarization_config', 'max_speakers'],
      kind: 'number',
      servers: '2022',
      ranges: { legacy: [2, 100], current: [2, Infinity] },
      onlyIf: SPEAKERS,
    },
    {
      name: 'speaker-sensitivity',
      path: ['transcription_config', 'speaker_diarization_config', 'speaker_sensitivity'],
      kind: 'number',
      servers: 'current',
      ranges: { current: [0, 1] },
      onlyIf: SPEAKERS,
    },
    {
      name: 'current-speaker',
      path: ['transcription_config', 'speaker_diarization_config', 'prefer_current_speaker'],
      kind: 'tick',
      servers: 'current',
      onlyIf: SPEAKERS,
    },
    {
      name: 'get-speakers',
      path: ['transcription_config', 'speaker_diarization_config', 'get_speakers'],
      kind: 'tick',
      servers: 'current',
      onlyIf: SPEAKERS,
    },
  ],
  translation: [
    { name: 'targets', path: ['translation_config', 'target_languages'], kind: 'words', servers: 'current' },
    {
      name: 'translation-partials',
      path: ['translation_config', 'enable_partials'],
      kind: 'tick',
      servers: 'current',
    },
  ],
  audio: [
    {
      name: 'volume',
      path: ['transcription_config', 'audio_filtering_config', 'volume_threshold'],
      kind: 'number',
      servers: 'current',
      ranges: { current: [0, 100] },
    },
  ],
};

/** Fields with their own editor; with those above, all that the dialog knows of `transcription_config`. */
export const listFields = {
  vocabulary: ['transcription_config', 'additional_vocab'],
  replacements: ['transcription_config', 'transcript_filtering_config', 'replacements'],
  speakers: ['transcription_config', 'speaker_diarization_config', 'speakers'],
} as const;

/** Settings with their own editor that the built-in appliance does not support. */
export const otherSettings = ['replacements', 'speakers', 'events', 'others'] as const;

/** Known fields of `transcription_config`. Others are edited as JSON. */
export const knownFields: ReadonlySet<string> = new Set(
  [...Object.values(fields).flatMap((all) => all.map(({ path }) => path)), ...Object.values(listFields)]
    .filter(([root]) => root === 'transcription_config')
    .map(([, name]) => name!),
);
