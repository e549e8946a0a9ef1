import type { Format } from '../audio/format';
import { coerce } from '../settings/coercion';
import { readAudioFormat } from '../speech-api/configuration';
import type { QueueLimit } from '../stream/audio/audio-queue';
import { CodedError } from '../errors/coded-error';

/** The settings of a transcribe node as they are stored in a flow. Environment variables make strings of numbers. */
export interface StoredSettings {
  transcription_config?: unknown;
  translation_config?: unknown;
  audio_events_config?: unknown;
  audio_format?: unknown;
  streams?: unknown;
  idle?: unknown;
  queue?: unknown;
  drop?: unknown;
  showText?: unknown;
  rawMessages?: unknown;
}

/** What a transcriber does with the streams it is fed. */
export interface TranscriberSettings {
  format: Format | { type: 'auto' };
  /** Property of messages whose values tell one source from another; empty: all audio is of one source. */
  streams: string;
  /** Laid under what a message brings, and checked when a stream opens. */
  recognition: Record<'transcription_config' | 'translation_config' | 'audio_events_config', unknown>;
  /** Seconds without audio after which a stream is finished; 0: never. */
  idle: number;
  queue: QueueLimit;
  /** Show the running transcript as status. */
  showText: boolean;
  /** Add the server's own message as `speechmatics`. */
  rawMessages: boolean;
}

const DEFAULT_IDLE = 10;
const DEFAULT_QUEUE = 60;
/** More seconds than this no timer can wait: 24 days. */
const LONGEST = Math.floor((2 ** 31 - 1) / 1000);

/**
 * Reads stored settings; those of flows that are older than a setting lack it.
 *
 * @throws CodedError or SettingsError: `unset_variable`, `invalid_setting`
 */
export function readTranscriberSettings(stored: StoredSettings): TranscriberSettings {
  const { transcription_config, translation_config, audio_events_config } = stored;
  return {
    format: readAudioFormat(stored.audio_format),
    streams: readText(stored.streams, 'streams'),
    recognition: { transcription_config, translation_config, audio_events_config },
    idle: readSeconds(stored.idle, 'idle', DEFAULT_IDLE),
    queue: { seconds: readSeconds(stored.queue, 'queue', DEFAULT_QUEUE), drop: readDrop(stored.drop) },
    showText: coerce(stored.showText, 'boolean', 'showText') === true,
    rawMessages: coerce(stored.rawMessages, 'boolean', 'rawMessages') === true,
  };
}

function readText(value: unknown, name: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new CodedError('invalid_setting', `The setting "${name}" must be text.`);
  refuseVariable(value, name);
  return value.trim();
}

function readDrop(value: unknown): QueueLimit['drop'] {
  const text = readText(value, 'drop') || 'oldest';
  if (text === 'oldest' || text === 'newest') return text;
  throw new CodedError('invalid_setting', 'The setting "drop" must be oldest or newest.');
}

function readSeconds(value: unknown, name: string, fallback: number): number {
  if (value === undefined || value === null || value === '') return fallback;
  if (typeof value === 'string') refuseVariable(value, name);
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0) return Math.min(seconds, LONGEST);
  throw new CodedError('invalid_setting', `The setting "${name}" must be a number of seconds, 0 or above.`);
}

function refuseVariable(value: string, name: string): void {
  const variable = /^\$\{(.+)\}$/.exec(value)?.[1];
  if (variable === undefined) return;
  throw new CodedError('unset_variable', `The environment variable ${variable} of the setting "${name}" is not set.`);
}
