import type { Widths } from './text-width';

/** What captions may look like, and how long they stand. Times are seconds. */
export interface CaptionRules {
  /** The most characters of a line. */
  characters: number;
  /** The same for Chinese, Japanese and Korean ones. */
  wideCharacters: number;
  /** The most lines of a cue. */
  lines: number;
  /** A cue stands at least as long as this, where the next one leaves room. */
  shortest: number;
  longest: number;
  /** What can be read in a second, or in a minute where words are counted. */
  readingSpeed: number;
  readingUnit: 'characters' | 'words';
  /** Between two cues, where the speech has such a pause. */
  gap: number;
  /** A cue stands until the next one if less than this lies between them. */
  closeGap: number;
  /** How long a cue may stand after its last word. */
  linger: number;
  /** What a change of the speaker does: a new cue, a new line with a dash, or nothing. */
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

/** Widths with which a line is as wide as the rules' `characters`, whatever it is made of. */
export function lineWidths({ characters, wideCharacters }: CaptionRules): Widths {
  return { narrow: 1, wide: characters / wideCharacters };
}

/** Chinese characters read in a second; a script with fewer characters a word is read at the rate of its language. */
const WIDE_SPEED = 9;
const WIDE_SPEEDS: Readonly<Record<string, number>> = { ja: 4, ko: 12 };

/** Seconds that each character takes to read. @param language code of the configuration, where it was told */
export function readingWidths({ readingSpeed }: CaptionRules, language = ''): Widths {
  return { narrow: 1 / readingSpeed, wide: 1 / (WIDE_SPEEDS[language] ?? WIDE_SPEED) };
}
