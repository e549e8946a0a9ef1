/**
 * The messages of the real-time Speech API, with the wire's own field names: every server generation in one closed union.
 * Fields, units, defaults and ranges, and what "legacy" and "current" mean: docs/protocol.md, 1.
 * Seconds are floating point, and count from the first audio byte of the session.
 *
 * Audio itself has no JSON form: AddAudio is a binary frame, numbered from 1 by both sides.
 */

/** Sample encodings of raw audio. Mono is implied: the protocol has no channel count. */
export type RawEncoding = 'pcm_f32le' | 'pcm_s16le' | 'mulaw';

/** Audio without a header. */
export interface RawAudioFormat {
  type: 'raw';
  encoding: RawEncoding;
  /** Samples per second, an integer. 12 kHz and above selects the broadcast model, below it the telephony model. */
  sample_rate: number;
}

/** A container (wav, mp3, aac, ogg, mpeg, amr, m4a, mp4, flac) with its header, cut anywhere. */
export interface FileAudioFormat {
  type: 'file';
}

export type AudioFormat = RawAudioFormat | FileAudioFormat;

export interface AdditionalVocabEntry {
  content: string;
  sounds_like?: string[];
}

export interface PunctuationOverrides {
  /** Permitted marks, one character each, or `all`. */
  permitted_marks?: string[];
  /** 0 to 1, default 0.5; higher: more marks. */
  sensitivity?: number;
}

export interface SpeakerDiarizationConfig {
  /** At least 2; legacy 2 to 100. */
  max_speakers?: number;
  prefer_current_speaker?: boolean;
  /** 0 to 1, default 0.5. */
  speaker_sensitivity?: number;
  get_speakers?: boolean;
  speakers?: { label: string; speaker_identifiers: string[] }[];
}

export interface ConversationConfig {
  /** Seconds of silence that end an utterance, 0 to 2; 0 (default) means off. Keep it below `max_delay`. */
  end_of_utterance_silence_trigger?: number;
}

export interface TranscriptFilteringConfig {
  remove_disfluencies?: boolean;
  /** `from` may be a word or `/regex/`. */
  replacements?: { from: string; to: string }[];
}

/** What to recognise and how. Only `language` is required; a server refuses fields that it does not know. */
export interface TranscriptionConfig {
  /** ISO code of an installed language pack, for example `en`. */
  language: string;
  output_locale?: string;
  additional_vocab?: (string | AdditionalVocabEntry)[];
  punctuation_overrides?: PunctuationOverrides;
  /** Legacy: none, speaker_change. Current: none, speaker, channel, channel_and_speaker. */
  diarization?: 'none' | 'speaker' | 'speaker_change' | 'channel' | 'channel_and_speaker';
  /** Legacy only: 0 to 1. */
  speaker_change_sensitivity?: number;
  speaker_diarization_config?: SpeakerDiarizationConfig;
  /** Seconds within which words become final. Legacy: 2 to 20, default 10. Current: 0.7 to 4, default 4. */
  max_delay?: number;
  /** `flexible` (default) may exceed `max_delay` to keep an entity in one piece. */
  max_delay_mode?: 'flexible' | 'fixed';
  /** Default false. */
  enable_partials?: boolean;
  enable_entities?: boolean;
  /** Default `standard`. */
  operating_point?: 'standard' | 'enhanced';
  /** Since 2026; replaces `operating_point`. */
  model?: string;
  domain?: string;
  n_best_limit?: number;
  conversation_config?: ConversationConfig;
  /** `volume_threshold` 0 to 100. */
  audio_filtering_config?: { volume_threshold?: number };
  transcript_filtering_config?: TranscriptFilteringConfig;
  channel_diarization_labels?: string[];
  /** Undocumented, seen in official clients. */
  streaming_mode?: boolean;
  /** Undocumented, seen in official clients. */
  ctrl?: unknown;
}

export interface TranslationConfig {
  /** At most 5. */
  target_languages: string[];
  enable_partials?: boolean;
}

export interface AudioEventsConfig {
  /** Left out: all. */
  types?: ('laughter' | 'applause' | 'music')[];
}

/** First message of a session, exactly once. */
export interface StartRecognition {
  message: 'StartRecognition';
  audio_format: AudioFormat;
  transcription_config: TranscriptionConfig;
  translation_config?: TranslationConfig;
  audio_events_config?: AudioEventsConfig;
}

/** Audio of one channel, base64; only with channel diarization. */
export interface AddChannelAudio {
  message: 'AddChannelAudio';
  channel: string;
  data: string;
}

export interface EndOfChannel {
  message: 'EndOfChannel';
  channel: string;
  last_seq_no: number;
}

/** No more audio. `last_seq_no` is the number of AddAudio messages *sent* in this session. */
export interface EndOfStream {
  message: 'EndOfStream';
  last_seq_no: number;
}

/**
 * Changes a running session. Current servers take `language` (unchanged), `max_delay`, `max_delay_mode`,
 * `audio_filtering_config`, `enable_partials` and `conversation_config` only.
 */
export interface SetRecognitionConfig {
  message: 'SetRecognitionConfig';
  transcription_config: Partial<TranscriptionConfig>;
}

/** Current servers only. `timestamp`: seconds of the session at which the utterance ends; left out: now. */
export interface ForceEndOfUtterance {
  message: 'ForceEndOfUtterance';
  timestamp?: number;
  channel?: string;
}

/** Needs `diarization: speaker`. */
export interface GetSpeakers {
  message: 'GetSpeakers';
  final?: boolean;
}

/** The JSON messages of a client. */
export type ClientMessage =
  | StartRecognition
  | AddChannelAudio
  | EndOfChannel
  | EndOfStream
  | SetRecognitionConfig
  | ForceEndOfUtterance
  | GetSpeakers;

export interface LanguagePackInfo {
  /** Put between words; `""` for Chinese and Japanese. */
  word_delimiter?: string;
  language_description?: string;
  writing_direction?: 'left-to-right' | 'right-to-left';
  itn?: boolean;
  adapted?: boolean;
}

/** The server is ready for audio. Legacy servers send `id` only, which is not needed either. */
export interface RecognitionStarted {
  message: 'RecognitionStarted';
  id?: string;
  orchestrator_version?: string;
  language_pack_info?: LanguagePackInfo;
  channel_ids?: string[];
  channels?: string[];
}

/** The server has read AddAudio messages 1 to `seq_no`. They need not be transcribed yet. */
export interface AudioAdded {
  message: 'AudioAdded';
  seq_no: number;
}

export interface ChannelAudioAdded {
  message: 'ChannelAudioAdded';
  channel: string;
  seq_no: number;
}

export interface Alternative {
  content: string;
  /** 0 to 1; means nothing in a partial. */
  confidence?: number;
  language?: string;
  /** `S1`, `S2`, ... per session; `UU`: unknown. */
  speaker?: string;
  /** `disfluency`, `profanity`. */
  tags?: string[];
  display?: { direction?: 'ltr' | 'rtl' };
}

/** A word, a punctuation mark, an entity (one formatted unit, for example a date), or a legacy speaker change. */
export interface RecognitionResult {
  type: 'word' | 'punctuation' | 'entity' | 'speaker_change';
  start_time: number;
  end_time: number;
  /** May be missing (speaker_change). */
  alternatives?: Alternative[];
  /** Punctuation only; left out means `previous`. */
  attaches_to?: 'previous' | 'next' | 'both' | 'none';
  /** The mark ends a sentence. */
  is_eos?: boolean;
  /** 0 to 100, with audio filtering only. */
  volume?: number;
  entity_class?: string;
  spoken_form?: RecognitionResult[];
  written_form?: RecognitionResult[];
  /** Legacy speaker_change: 0 to 1. */
  score?: number;
  /** Older position of the message's `channel`. */
  channel?: string;
}

export interface TranscriptMetadata {
  start_time: number;
  end_time: number;
  /** Ready-made text, meant for plain concatenation. */
  transcript: string;
}

interface Transcript {
  metadata: TranscriptMetadata;
  results: RecognitionResult[];
  /** Format of this message, for example `2.9`. */
  format?: string;
  channel?: string;
  /** The answer to ForceEndOfUtterance. */
  forced?: boolean;
}

/** The hypothesis since the last final: replaces the previous partial. */
export interface AddPartialTranscript extends Transcript {
  message: 'AddPartialTranscript';
}

/** Words that never change again. May be empty. */
export interface AddTranscript extends Transcript {
  message: 'AddTranscript';
}

/** Comes after a final, once per silence; start and end are equal. */
export interface EndOfUtterance {
  message: 'EndOfUtterance';
  metadata?: { start_time: number; end_time: number };
  channel?: string;
  forced?: boolean;
}

export interface TranslationResult {
  content: string;
  start_time: number;
  end_time: number;
  speaker?: string;
}

export interface AddPartialTranslation {
  message: 'AddPartialTranslation';
  language: string;
  results: TranslationResult[];
  format?: string;
}

export interface AddTranslation {
  message: 'AddTranslation';
  language: string;
  results: TranslationResult[];
  format?: string;
}

export interface AudioEventStarted {
  message: 'AudioEventStarted';
  event: { type: string; start_time: number; confidence?: number };
  channel?: string;
}

export interface AudioEventEnded {
  message: 'AudioEventEnded';
  event: { type: string; end_time: number };
  channel?: string;
}

export interface SpeakersResult {
  message: 'SpeakersResult';
  speakers: { label: string; speaker_identifiers: string[] }[];
}

/** Last message of a session: every final has been sent. */
export interface EndOfTranscript {
  message: 'EndOfTranscript';
}

export type InfoType =
  'recognition_quality' | 'concurrent_session_usage' | 'model_redirect' | 'deprecated' | 'session_transfer';

/** For information; may come before RecognitionStarted. Servers may add types. */
export interface Info {
  message: 'Info';
  type: InfoType | (string & {});
  reason: string;
  code?: number;
  seq_no?: number;
  /** recognition_quality */
  quality?: string;
  /** concurrent_session_usage */
  usage?: number;
  quota?: number;
  last_updated?: string;
  region?: string;
}

export type WarningType =
  | 'duration_limit_exceeded'
  | 'idle_timeout'
  | 'session_timeout'
  | 'unsupported_translation_pair'
  | 'empty_translation_target_list'
  | 'add_audio_after_eos'
  | 'speaker_id'
  | 'validation_warning';

/** The session continues. Servers may add types. */
export interface Warning {
  message: 'Warning';
  type: WarningType | (string & {});
  reason: string;
  code?: number;
  seq_no?: number;
  /** duration_limit_exceeded: seconds. */
  duration_limit?: number;
}

export type ErrorType =
  | 'invalid_message'
  | 'invalid_model'
  | 'invalid_language'
  | 'invalid_config'
  | 'invalid_audio_type'
  | 'invalid_output_format'
  | 'not_authorised'
  | 'not_allowed'
  | 'insufficient_funds'
  | 'timelimit_exceeded'
  | 'quota_exceeded'
  | 'job_error'
  | 'data_error'
  | 'buffer_error'
  | 'protocol_error'
  | 'idle_timeout'
  | 'session_timeout'
  | 'unknown_error';

/** Always ends the session; the server closes after it. Servers may add types. */
export interface ErrorMessage {
  message: 'Error';
  type: ErrorType | (string & {});
  reason: string;
  code?: number;
  seq_no?: number;
}

/** The messages of a server. */
export type ServerMessage =
  | RecognitionStarted
  | AudioAdded
  | ChannelAudioAdded
  | AddPartialTranscript
  | AddTranscript
  | EndOfUtterance
  | AddPartialTranslation
  | AddTranslation
  | AudioEventStarted
  | AudioEventEnded
  | SpeakersResult
  | EndOfTranscript
  | Info
  | Warning
  | ErrorMessage;

/** Close codes of the service (docs/protocol.md, 8); hints only, the in-band Error's type is authoritative. */
export const CloseCode = {
  normal: 1000,
  protocol_error: 1003,
  policy_violation: 1008,
  internal_error: 1011,
  not_authorised: 4001,
  not_allowed: 4003,
  invalid_model: 4004,
  quota_exceeded: 4005,
  timelimit_exceeded: 4006,
  job_error: 4013,
} as const;
