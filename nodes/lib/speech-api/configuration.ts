import { coerce, fromJson } from '../settings/coercion';
import { invalidSetting } from '../settings/settings-error';
import { configurationTable } from './configuration-table';
import type { AudioFormat, RawEncoding, StartRecognition, TranscriptionConfig } from './messages';
import { isObject } from '../settings/validators';

/** The configuration objects of StartRecognition. */
export type RecognitionSettings = Omit<StartRecognition, 'message' | 'audio_format'>;

/** The configuration objects as stored or in a message: objects, JSON text, or nothing. */
export type StoredRecognitionSettings = { readonly [K in keyof RecognitionSettings]?: unknown };

const ENCODINGS: readonly string[] = ['pcm_f32le', 'pcm_s16le', 'mulaw'] satisfies RawEncoding[];

/**
 * Converts stored configuration objects by {@link configurationTable}. Unset fields are omitted, since old servers refuse
 * fields that they do not know. Values that only a server can validate are not checked.
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
 * Reads the changes for SetRecognitionConfig from a message.
 *
 * @throws SettingsError
 */
export function readTranscriptionChanges(stored: unknown): Partial<TranscriptionConfig> {
  return read(stored, 'transcription_config') ?? {};
}

/**
 * Reads a stored audio format; `auto`, or nothing: detected from the audio.
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
 * Merges a message's configuration object into a stored one: shallow, and null removes a key; null in place of the object
 * removes all of it. Anything but an object is passed on, so that the reading functions refuse it under its name.
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

/** Copies a value by way of JSON, since a function node may send anything. */
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
