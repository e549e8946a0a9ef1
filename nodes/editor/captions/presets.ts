/** Placeholders of the fields: the rules of the preset. */
export interface PresetRules {
  characters: number;
  wideCharacters: number;
  lines: number;
  shortest: number;
  longest: number;
  readingSpeed: number;
  readingUnit: 'characters' | 'words';
  gap: number;
  closeGap: number;
  linger: number;
  speakers: 'cue' | 'dash' | 'ignore';
}

const COMMON = { shortest: 0.833, longest: 7, closeGap: 0.5, linger: 1.5, readingUnit: 'characters' } as const;
const WIDE = { wideCharacters: 16, lines: 2, readingSpeed: 20 };
const SOCIAL = { characters: 28, wideCharacters: 12, lines: 1, longest: 4, readingSpeed: 20 };

/** The same as in the runtime; a test compares the two. */
export const presets: Readonly<Record<string, PresetRules>> = {
  netflix: { ...COMMON, ...WIDE, characters: 42, gap: 0.083, speakers: 'dash' },
  bbc: { ...COMMON, ...WIDE, characters: 37, readingSpeed: 180, readingUnit: 'words', gap: 0.08, speakers: 'cue' },
  live: { ...COMMON, ...WIDE, characters: 37, gap: 0.08, speakers: 'cue' },
  social: { ...COMMON, ...SOCIAL, gap: 0.083, speakers: 'cue' },
};
