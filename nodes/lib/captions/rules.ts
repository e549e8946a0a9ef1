import type { Widths } from './text-width';

/** Rules for the layout and duration of captions. Times are seconds. */
export interface CaptionRules {
  /** The most characters of a line. */
  characters: number;
  /** The same for Chinese, Japanese and Korean ones. */
  wideCharacters: number;
  /** The most lines of a cue. */
  lines: number;
  /** The shortest duration of a cue, if the next one leaves room. */
  shortest: number;
  longest: number;
  /** Characters per second, or words per minute. */
  readingSpeed: number;
  readingUnit: 'characters' | 'words';
  /** Between two cues, if the speech has such a pause. */
  gap: number;
  /** A shorter gap than this is closed: the cue stays until the next one. */
  closeGap: number;
  /** How long a cue may stay after its last word. */
  linger: number;
  /** Effect of a speaker change: a new cue, a new line with a dash, or none. */
  speakers: 'cue' | 'dash' | 'ignore';
}

export const PRESETS = ['netflix', 'bbc', 'live', 'social'] as const;
export type Preset = (typeof PRESETS)[number];

const COMMON = { shortest: 0.833, longest: 7, closeGap: 0.5, linger: 1.5, readingUnit: 'characters' } as const;

/** The rules of each preset. The gap is two frames, at 24 frames a second or at 25. */
export const presetRules: Readonly<Record<Preset, CaptionRules>> = {
  netflix: {
    ...COMMON,
    characters: 42,
    wideCharacters: 16,
    lines: 2,
    readingSpeed: 20,
    gap: 0.083,
    speakers: 'dash',
  },
  bbc: {
    ...COMMON,
    characters: 37,
    wideCharacters: 16,
    lines: 2,
    readingSpeed: 180,
    readingUnit: 'words',
    gap: 0.08,
    speakers: 'cue',
  },
  live: {
    ...COMMON,
    characters: 37,
    wideCharacters: 16,
    lines: 2,
    readingSpeed: 20,
    gap: 0.08,
    speakers: 'cue',
  },
  social: {
    ...COMMON,
    characters: 28,
    wideCharacters: 12,
    lines: 1,
    longest: 4,
    readingSpeed: 20,
    gap: 0.083,
    speakers: 'cue',
  },
};

/** In front of each speaker's line. */
export const DASH = '- ';

/** Character widths by which a full line has the width `characters` in either script. */
export function lineWidths({ characters, wideCharacters }: CaptionRules): Widths {
  return { narrow: 1, wide: characters / wideCharacters };
}

/** Wide characters read per second: the rate for Chinese, unless the language has its own. */
const WIDE_SPEED = 9;
const WIDE_SPEEDS: Readonly<Record<string, number>> = { ja: 4, ko: 12 };

/** Seconds to read each kind of character. @param language code of the configuration, if known */
export function readingWidths({ readingSpeed }: CaptionRules, language = ''): Widths {
  return { narrow: 1 / readingSpeed, wide: 1 / (WIDE_SPEEDS[language] ?? WIDE_SPEED) };
}
