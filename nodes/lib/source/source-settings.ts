import { readBoolean, readChoice, readNumber, readText } from '../settings/read-setting';
import { invalidSetting } from '../settings/settings-error';
import { fromJson } from '../settings/coercion';

export const KINDS = ['microphone', 'file', 'url', 'rtsp', 'rtmp', 'udp', 'ffmpeg'] as const;
export type Kind = (typeof KINDS)[number];

const SYSTEMS = ['auto', 'alsa', 'pulse', 'avfoundation', 'dshow'] as const;
/** A sound system. */
export type AudioSystem = (typeof SYSTEMS)[number];

const CHANNELS = ['mix', 'left', 'right', 'each'] as const;
/** The treatment of channels. */
export type ChannelChoice = (typeof CHANNELS)[number];

/** The most seconds to listen back. */
const MOST_BACK = 60;
/** The longest limit for a stall, seconds. */
const MOST_STALL = 3600;
const RATES = { least: 8000, most: 48_000 };
/** The most arguments for ffmpeg, and characters in one. */
const MOST_ARGUMENTS = { count: 100, length: 4096 };

/** The settings of an audio source node as they are stored. */
export type StoredSourceSettings = Partial<Record<keyof SourceSettings, unknown>>;

/** The source that is read. */
export interface Place {
  source: Kind;
  system: AudioSystem;
  /** The microphone; empty: the default. */
  device: string;
  /** A file, or a folder. */
  path: string;
  url: string;
  /** Whether to wait for a sender, as an RTMP server. */
  listen: boolean;
  /** The description of an RTP session; empty: not needed. */
  sdp: string;
  /** Input arguments for ffmpeg. */
  arguments: string[];
  user: string;
  password: string;
}

export interface SourceSettings extends Place {
  start: 'deploy' | 'message';
  pace: 'real' | 'fast';
  channels: ChannelChoice;
  /** Hz. */
  rate: number;
  /** Seconds without audio after which the source is started again; 0: never. */
  stall: number;
  restart: boolean;
  /** Seconds from before the start that are sent first. */
  back: number;
  topic: string;
  /** Name or path of the program; empty: the one on the PATH. */
  ffmpeg: string;
}

/**
 * Reads the settings of a node.
 *
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readSourceSettings(stored: StoredSourceSettings): SourceSettings {
  return {
    ...readPlace(stored),
    start: readChoice(stored.start, 'start', ['deploy', 'message']),
    pace: readChoice(stored.pace, 'pace', ['real', 'fast']),
    channels: readChoice(stored.channels, 'channels', CHANNELS),
    rate: readRate(stored.rate),
    stall: readNumber(stored.stall, 'stall', 10, MOST_STALL),
    restart: readBoolean(stored.restart, 'restart', true),
    back: readNumber(stored.back, 'back', 0, MOST_BACK),
    topic: readText(stored.topic, 'topic'),
    ffmpeg: readText(stored.ffmpeg, 'ffmpeg').trim(),
  };
}

/**
 * Reads the settings of the source itself.
 *
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readPlace(stored: StoredSourceSettings): Place {
  return {
    source: readChoice(stored.source, 'source', KINDS),
    system: readChoice(stored.system, 'system', SYSTEMS),
    device: readText(stored.device, 'device').trim(),
    path: readText(stored.path, 'path'),
    url: readText(stored.url, 'url').trim(),
    listen: readBoolean(stored.listen, 'listen', false),
    sdp: readText(stored.sdp, 'sdp'),
    arguments: readArguments(stored.arguments),
    user: readText(stored.user, 'user'),
    password: readText(stored.password, 'password'),
  };
}

function readRate(stored: unknown): number {
  const rate = readNumber(stored, 'rate', 16_000);
  if (Number.isInteger(rate) && rate >= RATES.least && rate <= RATES.most) return rate;
  throw invalidSetting('rate', `a whole number from ${RATES.least} to ${RATES.most}`);
}

/** One argument per line, or a list, which may be JSON text. Spaces and quotation marks are literal. */
function readArguments(stored: unknown): string[] {
  const value = fromJson(stored);
  const list = Array.isArray(value)
    ? value.map((item, index) => readText(item, `arguments[${index}]`))
    : readText(value, 'arguments').split(/\r?\n/);
  const read = list.filter((argument) => argument.trim() !== '');
  const { count, length } = MOST_ARGUMENTS;
  if (read.length <= count && read.every((argument) => argument.length <= length && !argument.includes('\0')))
    return read;
  throw invalidSetting('arguments', `at most ${count} arguments of at most ${length} characters`);
}
