import { coerce, fromJson } from '../settings/coercion';
import { invalidSetting } from '../settings/settings-error';
import { configurationTable } from './configuration-table';
import type { AudioFormat, RawEncoding, StartRecognition, TranscriptionConfig } from './messages';
import { isObject } from '../settings/validators';

/** The configuration objects of StartRecognition. */
export type RecognitionSettings = Omit<StartRecognition, 'message' | 'audio_format'>;

/** The configuration objects as they are stored or come with a message: objects, JSON text of them, or nothing. */
export type StoredRecognitionSettings = { readonly [K in keyof RecognitionSettings]?: unknown };

const ENCODINGS: readonly string[] = ['pcm_f32le', 'pcm_s16le', 'mulaw'] satisfies RawEncoding[];

/**
 * Makes typed configuration objects of stored ones, by {@link configurationTable}. What is not set is left out: old servers
 * refuse fields that they do not know. Values that only a server can judge are not checked.
 *
 * @throws SettingsError, also if there is no language or, in a translation, no target
 */
export function readRecognitionSettings(stored: StoredRecognitionSettings): RecognitionSettings {
  const settings = Object.fromEntries(
    (['transcription_config', 'translation_config', 'audio_events_config'] as const)
      .map((name) => [name, read(stored[name], name)] as const)
      .filter(([, value]) => value !== undefined),
  );
  demand(settings, 'transcription_config', 'language');
  if ('translation_config' in settings) demand(settings, 'translation_config', 'target_languages');
  return settings as unknown as RecognitionSettings;
}

/**
 * Makes typed changes for SetRecognitionConfig of what came with a message.
 *
 * @throws SettingsError
 */
export function readTranscriptionChanges(stored: unknown): Partial<TranscriptionConfig> {
  return read(stored, 'transcription_config') ?? {};
}

/**
 * Makes a typed audio format of a stored one; `auto`, or nothing, leaves it to the audio.
 *
 * @throws SettingsError
 */
export function readAudioFormat(stored: unknown): AudioFormat | { type: 'auto' } {
  const format = read(stored, 'audio_format') as { type?: string; encoding?: string; sample_rate?: number } | undefined;
  const { type = 'auto', encoding = '', sample_rate = 0 } = format ?? {};
  if (!['auto', 'raw', 'file'].includes(type)) throw invalidSetting('audio_format.type', 'auto, raw or file');
  if (type === 'raw' && !ENCODINGS.includes(encoding)) {
    throw invalidSetting('audio_format.encoding', ENCODINGS.join(', '));
  }
  if (type === 'raw' && !(Number.isInteger(sample_rate) && sample_rate > 0)) {
    throw invalidSetting('audio_format.sample_rate', 'a whole number of hertz above 0');
  }
  return { ...format, type } as AudioFormat | { type: 'auto' };
}

/**
 * Lays a message's configuration object over a stored one: shallow, and null removes a key; null in place of the object
 * removes it whole. What is not an object is passed on, for the reading functions to refuse under its name.
 */
export function overlay(base: unknown, overrides: unknown): unknown {
  const [below, above] = [fromJson(base), fromJson(overrides)];
  if (above === undefined || above === '') return below;
  if (above === null) return undefined;
  if (!isObject(above)) return above;
  if (below !== undefined && below !== null && below !== '' && !isObject(below)) return below;
  return Object.fromEntries(Object.entries({ ...below, ...above }).filter(([, value]) => value !== null));
}

function read(stored: unknown, name: keyof typeof configurationTable): unknown {
  return coerce(plain(stored, name), configurationTable[name], name);
}

/** A copy that holds nothing but JSON: a function node may send anything. */
function plain(value: unknown, field: string): unknown {
  if (value === undefined) return undefined;
  try {
    return JSON.parse(JSON.stringify(value)) as unknown;
  } catch {
    throw invalidSetting(field, 'plain JSON, without circles');
  }
}

function demand(settings: Record<string, unknown>, name: string, field: string): void {
  const config = settings[name];
  if (!isObject(config) || config[field] === undefined) throw invalidSetting(`${name}.${field}`, 'set');
}
