import type { AppendSettings } from './append';
import { FIRST_SIGHT, type CalmSettings } from './calm';
import { readBoolean, readChoice, readList, readNumber, readText } from '../../settings/read-setting';
import { FilterError } from './filter-error';
import { normalise } from './normalise';
import { tokensOfText } from './token';
import type { UtterancesSettings } from './utterances';
import type { WordFilter } from './word-filter';

/** The modes of the filter. */
export const MODES = ['finals', 'live', 'calm', 'append', 'command', 'utterances', 'document'] as const;
export type FilterMode = (typeof MODES)[number];

/** The settings of a filter as stored in a flow. Environment variables turn numbers into strings. */
export interface StoredFilterSettings {
  mode?: unknown;
  early?: unknown;
  firstSight?: unknown;
  hold?: unknown;
  phrases?: unknown;
  pause?: unknown;
  sentences?: unknown;
  longest?: unknown;
  voices?: unknown;
  longestText?: unknown;
  minWords?: unknown;
  minConfidence?: unknown;
  disfluencies?: unknown;
  profanity?: unknown;
  speakers?: unknown;
  speakerRule?: unknown;
  throttle?: unknown;
  normalised?: unknown;
}

/** The settings of a filter. */
export interface FilterSettings
  extends Pick<AppendSettings, 'early' | 'minWords' | 'throttle'>, Omit<UtterancesSettings, 'minWords'>, WordFilter {
  mode: FilterMode;
  firstSight: CalmSettings['firstSight'];
  /** Milliseconds without a change after which a command is sent. */
  hold: number;
  /** Commands that are sent at once, normalised. */
  phrases: ReadonlySet<string>;
  /** Characters of one text of `live` and `calm`. */
  longestText: number;
  /** Whether messages contain the normalised text too. */
  normalised: boolean;
}

/** Limits of timers, milliseconds and seconds. */
const LONGEST_MILLISECONDS = 2 ** 31 - 1;
const LONGEST_SECONDS = Math.floor(LONGEST_MILLISECONDS / 1000);

/**
 * Reads stored settings. Older flows lack newer settings.
 *
 * @throws FilterError `unknown_mode`
 * @throws SettingsError `unset_variable`, `invalid_setting`
 */
export function readFilterSettings(stored: StoredFilterSettings): FilterSettings {
  return {
    mode: readMode(stored.mode),
    early: Math.round(readNumber(stored.early, 'early', 0, 100)),
    firstSight: readChoice(stored.firstSight, 'firstSight', FIRST_SIGHT),
    hold: readNumber(stored.hold, 'hold', 700, LONGEST_MILLISECONDS),
    phrases: readPhrases(stored.phrases),
    pause: readNumber(stored.pause, 'pause', 2, LONGEST_SECONDS),
    sentences: readBoolean(stored.sentences, 'sentences', true),
    longest: readNumber(stored.longest, 'longest', 60, LONGEST_SECONDS),
    voices: readBoolean(stored.voices, 'voices', true),
    longestText: readNumber(stored.longestText, 'longestText', 200) || Infinity,
    minWords: readNumber(stored.minWords, 'minWords', 0),
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
  const mode = readText(value, 'mode') || 'live';
  const known = MODES.find((candidate) => candidate === mode);
  if (known !== undefined) return known;
  throw new FilterError('unknown_mode', `The mode "${mode}" is not known in this version. Choose another in the node.`);
}

function readPhrases(stored: unknown): ReadonlySet<string> {
  return new Set(readList(stored, 'phrases').map((phrase) => normalise(tokensOfText(phrase))));
}
