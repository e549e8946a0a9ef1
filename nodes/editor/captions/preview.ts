import type { PresetRules } from './presets';

/** The first cue of a text, in lines of similar length. */
export function previewLines(text: string, { characters, lines }: Pick<PresetRules, 'characters' | 'lines'>): string[] {
  const shown = filled(text, characters).slice(0, lines);
  const cue = shown.join(' ');
  let narrowest = shown;
  for (let width = characters - 1; width > 0; width -= 1) {
    const narrower = filled(cue, width);
    if (narrower.length > shown.length || narrower.some((line) => line.length > width)) break;
    narrowest = narrower;
  }
  return narrowest;
}

/** Seconds for which lines are displayed, if the next words permit. */
export function previewSeconds(lines: readonly string[], rules: PresetRules): number {
  const text = lines.join(' ');
  const amount = rules.readingUnit === 'words' ? text.split(' ').length * 60 : text.length;
  return Math.min(rules.longest, Math.max(rules.shortest, amount / rules.readingSpeed));
}

function filled(text: string, characters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && longer.length <= characters) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
