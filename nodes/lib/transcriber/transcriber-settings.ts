import type { Format } from '../audio/format';
import { readBoolean, readChoice, readNumber, readText } from '../settings/read-setting';
import { invalidSetting } from '../settings/settings-error';
import { readAudioFormat, type RecognitionSettings } from '../speech-api/configuration';
import { readPayloadTypes, type RtpPayloadTypes } from '../audio/framed/rtp-payload-types';
import type { QueueLimit } from '../stream/audio/audio-queue';

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
  rtp?: unknown;
  showText?: unknown;
  rawMessages?: unknown;
}

/** The settings of a transcriber. */
export interface TranscriberSettings {
  format: Format | { type: 'auto' };
  /** Property of messages that identifies the source; empty: there is only one. */
  streams: string;
  /** Defaults that a message may override, checked when a stream opens. */
  recognition: Record<'transcription_config' | 'translation_config' | 'audio_events_config', unknown>;
  /** Seconds without audio after which a stream is finished; 0: never. */
  idle: number;
  queue: QueueLimit;
  /** Meanings of RTP payload types. */
  rtp: RtpPayloadTypes;
  /** Show the running transcript as status. */
  showText: boolean;
  /** Add the server's own message as `speechmatics`. */
  rawMessages: boolean;
}

const DEFAULT_IDLE = 10;
const DEFAULT_QUEUE = 60;
/** Seconds by which servers' finals are late if nothing else is set, and what they take beyond that. */
const USUAL_MAX_DELAY = 10;
const ALLOWANCE = 2;
/** The longest timer, seconds: 24 days. */
const LONGEST = Math.floor((2 ** 31 - 1) / 1000);

/**
 * Reads stored settings; older flows may lack some.
 *
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readTranscriberSettings(stored: StoredSettings): TranscriberSettings {
  const { transcription_config, translation_config, audio_events_config } = stored;
  return {
    format: readAudioFormat(stored.audio_format),
    streams: readSource(stored.streams),
    recognition: { transcription_config, translation_config, audio_events_config },
    idle: readSeconds(stored.idle, 'idle', DEFAULT_IDLE),
    queue: {
      seconds: readSeconds(stored.queue, 'queue', DEFAULT_QUEUE),
      drop: readChoice(stored.drop, 'drop', ['oldest', 'newest']),
    },
    rtp: readRtp(stored.rtp),
    showText: readBoolean(stored.showText, 'showText', false),
    rawMessages: readBoolean(stored.rawMessages, 'rawMessages', false),
  };
}

function readSource(stored: unknown): string {
  const property = readText(stored, 'streams').trim();
  if (property === '' || typeof stored === 'string') return property;
  throw invalidSetting('streams', 'the name of a property');
}

function readRtp(stored: unknown): RtpPayloadTypes {
  const types = readPayloadTypes(readText(stored, 'rtp'));
  if (types) return types;
  throw invalidSetting('rtp', 'payload types of RTP with what they stand for, for example 96 L16/16000/1');
}

function readSeconds(stored: unknown, field: string, fallback: number): number {
  return Math.min(readNumber(stored, field, fallback), LONGEST);
}

/** Seconds of silence after which a server has said all words before it, even if it is not told when. */
export function silenceAfterWords({ transcription_config: { max_delay } }: RecognitionSettings): number {
  return (max_delay ?? USUAL_MAX_DELAY) + ALLOWANCE;
}
