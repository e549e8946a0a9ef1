import { readingWidths, type CaptionRules } from './rules';
import { widthOf } from './text-width';
import { roundTime, textOfWords, type Word } from './word';

/** Seconds that a reader needs for words. @param language code, where it was told */
export function readingTime(words: readonly Word[], rules: CaptionRules, language?: string): number {
  if (rules.readingUnit === 'words') return (words.length * 60) / rules.readingSpeed;
  return widthOf(textOfWords(words), readingWidths(rules, language));
}

/**
 * The latest end of a cue that begins at `start`: never before its last word ends, and never long after it.
 *
 * @param spoken when its last word ends
 * @param next when the next word begins; infinite: not known
 */
export function latestEnd(start: number, spoken: number, next: number, { gap, linger, longest }: CaptionRules): number {
  return Math.max(spoken, Math.min(next - gap, spoken + linger, start + longest));
}

/** The times of a cue. `needed`: seconds that it takes to read. For the other parameters see {@link latestEnd}. */
export function timesOf(
  start: number,
  spoken: number,
  next: number,
  needed: number,
  rules: CaptionRules,
): { start: number; end: number } {
  const latest = latestEnd(start, spoken, next, rules);
  const wanted = Math.max(spoken, start + rules.shortest, start + needed);
  const end = Math.min(wanted, latest);
  const closes = next - end < rules.closeGap;
  return { start, end: roundTime(closes ? latest : end) };
}
