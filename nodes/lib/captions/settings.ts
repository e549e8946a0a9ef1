import { coerce } from '../settings/coercion';
import { readChoice, readNumber, readText } from '../settings/read-setting';
import { invalidSetting } from '../settings/settings-error';
import type { Place } from './format/format';
import { FORMATS, type FormatName } from './format/formats';
import type { HlsSettings } from './format/hls';
import { PRESETS, presetRules, type CaptionRules } from './rules';

/** The settings of a node as they are stored in a flow. Environment variables make strings of numbers. */
export interface StoredCaptionSettings {
  format?: unknown;
  preset?: unknown;
  characters?: unknown;
  wideCharacters?: unknown;
  lines?: unknown;
  shortest?: unknown;
  longest?: unknown;
  readingSpeed?: unknown;
  readingUnit?: unknown;
  gap?: unknown;
  closeGap?: unknown;
  linger?: unknown;
  speakers?: unknown;
  position?: unknown;
  align?: unknown;
  send?: unknown;
  updates?: unknown;
  lookAhead?: unknown;
  offset?: unknown;
  document?: unknown;
  filename?: unknown;
  segment?: unknown;
  mpegts?: unknown;
}

/** The settings of a captions node. */
export interface CaptionSettings {
  format: FormatName;
  rules: CaptionRules;
  place: Place;
  /** What the first output sends. */
  send: 'cues' | 'live' | 'both';
  /** The most updates of running lines per second. */
  updates: number;
  /** Seconds of speech after a cue until it is settled. */
  lookAhead: number;
  /** Seconds that are added to all times. */
  offset: number;
  /** Whether the document is sent as a whole, or piece by piece as it grows. */
  document: 'end' | 'pieces';
  /** With `{stream}`, `{date}`, `{time}`. */
  filename: string;
  hls: HlsSettings;
}

const LONGEST_SECONDS = 3600;
const LARGEST_MPEGTS = 2 ** 33 - 1;

/**
 * Reads stored settings. The preset supplies the defaults.
 *
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readCaptionSettings(stored: StoredCaptionSettings): CaptionSettings {
  const preset = readChoice(stored.preset, 'preset', PRESETS);
  return {
    format: readChoice(stored.format, 'format', FORMATS),
    rules: readRules(stored, presetRules[preset]),
    place: {
      position: readChoice(stored.position, 'position', ['bottom', 'top']),
      align: readChoice(stored.align, 'align', ['center', 'start']),
    },
    send: readChoice(stored.send, 'send', preset === 'live' ? ['both', 'cues', 'live'] : ['cues', 'live', 'both']),
    updates: readWithin(stored, 'updates', 2, 0.1, 20),
    lookAhead: readWithin(stored, 'lookAhead', 4, 0, LONGEST_SECONDS),
    offset: readWithin(stored, 'offset', 0, -24 * LONGEST_SECONDS, 24 * LONGEST_SECONDS),
    document: readChoice(stored.document, 'document', ['end', 'pieces']),
    filename: readText(stored.filename, 'filename').trim() || '{stream}-{date}-{time}',
    hls: {
      segment: readWithin(stored, 'segment', 6, 1, 60),
      mpegts: Math.round(readNumber(stored.mpegts, 'mpegts', 900_000, LARGEST_MPEGTS)),
    },
  };
}

function readRules(stored: StoredCaptionSettings, preset: CaptionRules): CaptionRules {
  const unit = readText(stored.readingUnit, 'readingUnit').trim();
  const speakers = readText(stored.speakers, 'speakers').trim();
  const readingUnit = unit === '' ? preset.readingUnit : readChoice(unit, 'readingUnit', ['characters', 'words']);
  const speed = readingUnit === preset.readingUnit ? preset.readingSpeed : COMMON_SPEED[readingUnit];
  return {
    characters: Math.round(readWithin(stored, 'characters', preset.characters, 10, 100)),
    wideCharacters: Math.round(readWithin(stored, 'wideCharacters', preset.wideCharacters, 5, 50)),
    lines: Math.round(readWithin(stored, 'lines', preset.lines, 1, 4)),
    shortest: readWithin(stored, 'shortest', preset.shortest, 0, 10),
    longest: readWithin(stored, 'longest', preset.longest, 1, 60),
    readingUnit,
    readingSpeed: readWithin(stored, 'readingSpeed', speed, 1, 1000),
    gap: readWithin(stored, 'gap', preset.gap, 0, 2),
    closeGap: readWithin(stored, 'closeGap', preset.closeGap, 0, 10),
    linger: readWithin(stored, 'linger', preset.linger, 0, 10),
    speakers: speakers === '' ? preset.speakers : readChoice(speakers, 'speakers', ['cue', 'dash', 'ignore']),
  };
}

const COMMON_SPEED = { characters: 20, words: 180 };

function readWithin(
  stored: StoredCaptionSettings,
  field: keyof StoredCaptionSettings,
  fallback: number,
  min: number,
  max: number,
): number {
  const number = (coerce(stored[field], 'number', field) as number | undefined) ?? fallback;
  if (number >= min && number <= max) return number;
  throw invalidSetting(field, `a number from ${min} to ${max}`);
}
