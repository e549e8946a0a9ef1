import type { AudioFormat, ErrorType, RawEncoding, TranscriptionConfig } from '../speech-api/messages';
import type { RecognitionSettings } from './recogniser';

/** Why a message is refused, in the protocol's own terms: it becomes an in-band Error. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly type: ErrorType,
    message: string,
  ) {
    super(message);
  }
}

/** The only language pack there is. */
export const LANGUAGE = 'en';
/** Seconds; the default of current servers (protocol reference section 2.4). */
const DEFAULT_MAX_DELAY = 4;
/** Seconds; the widest range that any server generation takes. */
const MAX_DELAY = { min: 0.7, max: 20 };
/** Seconds. */
const SILENCE_TRIGGER = { min: 0, max: 2 };
/** Hz; below it speech is not intelligible to the model, above it sources do not go. */
const SAMPLE_RATE_RANGE = { min: 8000, max: 48000 };
const ENCODINGS: readonly string[] = ['pcm_s16le', 'pcm_f32le', 'mulaw'] satisfies RawEncoding[];

/**
 * Reads what a StartRecognition message asks for. Fields that the engine has no use for are passed over.
 *
 * @throws Refusal `invalid_audio_type`, `invalid_config`, `invalid_model`
 */
export function readStartRecognition(message: { audio_format?: unknown; transcription_config?: unknown }): {
  format: AudioFormat;
  settings: RecognitionSettings;
} {
  const format = readAudioFormat(message.audio_format);
  const config = readObject(message.transcription_config, 'transcription_config');
  if (typeof config.language !== 'string') {
    throw new Refusal('invalid_config', 'transcription_config.language is required and must be a string');
  }
  if (config.language !== LANGUAGE) {
    throw new Refusal('invalid_model', `no language pack for "${config.language}": this appliance knows "${LANGUAGE}"`);
  }
  const model = readChoice(config.model ?? config.operating_point, 'operating_point', ['standard', 'enhanced']);
  return {
    format,
    settings: {
      model: model === 'enhanced' ? 'base' : 'tiny',
      partials: false,
      maxDelay: DEFAULT_MAX_DELAY,
      endOfUtteranceSilence: 0,
      ...readChanges(config),
    },
  };
}

/**
 * Reads the settings that may also change in mid-session.
 *
 * @throws Refusal `invalid_config`
 */
export function readChanges(
  config: Partial<Record<keyof TranscriptionConfig, unknown>>,
): Partial<Omit<RecognitionSettings, 'model'>> {
  const changes: Partial<Omit<RecognitionSettings, 'model'>> = {};
  if (config.enable_partials !== undefined) {
    if (typeof config.enable_partials !== 'boolean') {
      throw new Refusal('invalid_config', 'enable_partials must be true or false');
    }
    changes.partials = config.enable_partials;
  }
  if (config.max_delay !== undefined) changes.maxDelay = readNumber(config.max_delay, 'max_delay', MAX_DELAY);
  if (config.conversation_config !== undefined) {
    const conversation = readObject(config.conversation_config, 'conversation_config');
    const trigger = conversation.end_of_utterance_silence_trigger;
    if (trigger !== undefined) {
      changes.endOfUtteranceSilence = readNumber(trigger, 'end_of_utterance_silence_trigger', SILENCE_TRIGGER);
    }
  }
  return changes;
}

/** @throws Refusal `invalid_config` when `value` is not an object */
export function readObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Refusal('invalid_config', `${name} must be an object`);
}

function readAudioFormat(value: unknown): AudioFormat {
  const format = (value ?? {}) as Record<string, unknown>;
  if (format.type === 'file') return { type: 'file' };
  if (format.type !== 'raw') throw new Refusal('invalid_audio_type', 'audio_format.type must be "raw" or "file"');
  if (typeof format.encoding !== 'string' || !ENCODINGS.includes(format.encoding)) {
    throw new Refusal('invalid_audio_type', `audio_format.encoding must be one of ${ENCODINGS.join(', ')}`);
  }
  const rate = format.sample_rate;
  const { min, max } = SAMPLE_RATE_RANGE;
  if (typeof rate !== 'number' || !Number.isInteger(rate) || rate < min || rate > max) {
    throw new Refusal('invalid_audio_type', `audio_format.sample_rate must be an integer from ${min} to ${max} Hz`);
  }
  return { type: 'raw', encoding: format.encoding as RawEncoding, sample_rate: rate };
}

function readChoice(value: unknown, name: string, choices: string[]): string | undefined {
  if (value === undefined || (typeof value === 'string' && choices.includes(value))) return value;
  throw new Refusal('invalid_config', `${name} must be one of ${choices.join(', ')}`);
}

function readNumber(value: unknown, name: string, range: { min: number; max: number }): number {
  if (typeof value === 'number' && value >= range.min && value <= range.max) return value;
  throw new Refusal('invalid_config', `${name} must be a number from ${range.min} to ${range.max}`);
}
