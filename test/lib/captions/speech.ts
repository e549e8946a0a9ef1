import { Captioner, type Writing } from '../../../nodes/lib/captions/captioner';
import type { Cue } from '../../../nodes/lib/captions/cue';
import { presetRules, type CaptionRules } from '../../../nodes/lib/captions/rules';
import { wordsOf } from '../../../nodes/lib/captions/words-of';
import { tokensOfText } from '../../../nodes/lib/transcript/filter/token';

/** Text that is said at `rate` characters a second from `start` on. A bar is a pause of a second. */
export interface Said {
  text: string;
  start?: number;
  rate?: number;
  speaker?: string;
}

/** The cues of what is said, one final for each. */
export function cuesOf(
  said: readonly Said[],
  rules: Partial<CaptionRules> = {},
  { writing = { language: 'en' }, lookAhead = Infinity }: { writing?: Writing; lookAhead?: number } = {},
): Cue[] {
  const all = { ...presetRules.netflix, ...rules };
  const captioner = new Captioner(all, lookAhead);
  const cues: Cue[] = [];
  let time = 0;
  for (const { text, start = time, rate = 15, speaker } of said) {
    time = start;
    for (const part of text.split('|')) {
      const tokens = tokensOfText(part, undefined, writing.language).map((token) => ({ ...token, speaker }));
      const end = time + part.trim().length / rate;
      cues.push(...captioner.add(wordsOf(tokens, { start: time, end }, all, captioner.last), writing));
      time = end + (part === text.split('|').at(-1) ? 0 : 1);
    }
  }
  return [...cues, ...captioner.finish(writing)];
}

/** The lines of cues, with a bar between two. */
export function linesOf(cues: readonly Cue[]): string[] {
  return cues.map(({ lines }) => lines.map(({ text }) => text).join(' | '));
}
