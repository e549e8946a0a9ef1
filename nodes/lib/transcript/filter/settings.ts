import type { AppendSettings } from './append';
import { FilterError } from './filter-error';
import { normalise } from './normalise';
import { tokensOfText } from './token';
import type { UtterancesSettings } from './utterances';
import type { WordFilter } from './word-filter';

/** The kinds of text that the filter makes. */
export const MODES = ['finals', 'live', 'calm', 'append', 'command', 'utterances', 'document'] as const;
export type FilterMode = (typeof MODES)[number];

/** The settings of a filter as they are stored in a flow. Environment variables make strings of numbers. */
export interface StoredFilterSettings {
  mode?: unknown;
  early?: unknown;
  hold?: unknown;
  phrases?: unknown;
  pause?: unknown;
  sentences?: unknown;
  longest?: unknown;
  minWords?: unknown;
  minConfidence?: unknown;
  disfluencies?: unknown;
  profanity?: unknown;
  speakers?: unknown;
  speakerRule?: unknown;
  throttle?: unknown;
  normalised?: unknown;
}

/** What a filter does. */
export interface FilterSettings
  extends Pick<AppendSettings, 'early' | 'minWords' | 'throttle'>, Omit<UtterancesSettings, 'minWords'>, WordFilter {
  mode: FilterMode;
  /** Milliseconds without a change after which a command is sent. */
  hold: number;
  /** Commands that are sent at once, normalised. */
  phrases: ReadonlySet<string>;
  /** Whether messages carry the normalised text too. */
  normalised: boolean;
}

/** Milliseconds and seconds beyond which no timer can be set. */
const LONGEST_MILLISECONDS = 2 ** 31 - 1;
const LONGEST_SECONDS = Math.floor(LONGEST_MILLISECONDS / 1000);

/**
 * Reads stored settings; those of flows that are older than a setting lack it.
 *
 * @throws FilterError `unknown_mode`, `unset_variable`, `invalid_setting`
 */
export function readFilterSettings(stored: StoredFilterSettings): FilterSettings {
  return {
    mode: readMode(stored.mode),
    early: Math.round(readNumber(stored.early, 'early', 0, 100)),
    hold: readNumber(stored.hold, 'hold', 700, LONGEST_MILLISECONDS),
    phrases: readPhrases(stored.phrases),
    pause: readNumber(stored.pause, 'pause', 2, LONGEST_SECONDS),
    sentences: readBoolean(stored.sentences, 'sentences', true),
    longest: readNumber(stored.longest, 'longest', 60, LONGEST_SECONDS),
    minWords: readNumber(stored.minWords, 'minWords', 0, Infinity),
    minConfidence: readNumber(stored.minConfidence, 'minConfidence', 0, 1),
    dropDisfluencies: readChoice(stored.disfluencies, 'disfluencies', ['keep', 'drop']) === 'drop',
    profanity: readChoice(stored.profanity, 'profanity', ['keep', 'mask', 'drop']),
    speakers: {
      rule: readChoice(stored.speakerRule, 'speakerRule', ['only', 'never']),
      labels: readList(stored.speakers, 'speakers'),
    },
    throttle: readNumber(stored.throttle, 'throttle', 0, LONGEST_MILLISECONDS),
    normalised: readBoolean(stored.normalised, 'normalised', false),
  };
}

function readMode(value: unknown): FilterMode {
  const mode = setValue(value, 'mode') ?? 'live';
  const known = MODES.find((candidate) => candidate === mode);
  if (known !== undefined) return known;
  throw new FilterError('unknown_mode', `This version knows no mode "${textOf(mode)}". Choose another in the node.`);
}

/** What was stored, undefined if nothing was; Node-RED leaves `${NAME}` as it is where no such variable is set. */
function setValue(value: unknown, name: string): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  const variable = typeof value === 'string' ? /^\$\{(\S+)\}$/.exec(value)?.[1] : undefined;
  if (variable === undefined) return value;
  throw new FilterError(
    'unset_variable',
    `The environment variable ${variable}, which the setting "${name}" names, is not set. Set it, or enter a value.`,
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function readNumber(stored: unknown, name: string, fallback: number, most: number): number {
  const value = setValue(stored, name);
  if (value === undefined) return fallback;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && number >= 0 && number <= most) return number;
  const range = most === Infinity ? 'of 0 or above' : `from 0 to ${most}`;
  throw new FilterError('invalid_setting', `The setting "${name}" must be a number ${range}. Change it in the node.`);
}

function readBoolean(stored: unknown, name: string, fallback: boolean): boolean {
  const value = setValue(stored, name);
  if (value === undefined) return fallback;
  const text = textOf(value).trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new FilterError('invalid_setting', `The setting "${name}" must be true or false. Change it in the node.`);
}

/** The first choice is the default. */
function readChoice<Choice extends string>(
  stored: unknown,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = setValue(stored, name) ?? choices[0];
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new FilterError(
    'invalid_setting',
    `The setting "${name}" must be one of ${choices.join(', ')}. Change it in the node.`,
  );
}

/** A list as people type it: with commas, semicolons or line breaks between its items. */
function readList(stored: unknown, name: string): string[] {
  const value = setValue(stored, name);
  if (value === undefined) return [];
  const items = Array.isArray(value) ? value.map(textOf) : textOf(value).split(/[,;\n]/);
  return items.map((item) => item.trim()).filter(Boolean);
}

function readPhrases(stored: unknown): ReadonlySet<string> {
  return new Set(readList(stored, 'phrases').map((phrase) => normalise(tokensOfText(phrase))));
}
