import { changesSpeaker } from '../../../nodes/lib/captions/break-cost';
import { latestEnd, readingTime } from '../../../nodes/lib/captions/cue-times';
import { LineBreaker } from '../../../nodes/lib/captions/line-breaks';
import { DASH, lineWidths, type CaptionRules } from '../../../nodes/lib/captions/rules';
import { widthOf } from '../../../nodes/lib/captions/text-width';
import type { Word } from '../../../nodes/lib/captions/word';
import type { BuiltCue } from './builders';

export const RULES = ['characters', 'lines', 'shortest', 'longest', 'reading', 'gap', 'sync', 'speakers'] as const;
export type RuleName = (typeof RULES)[number];

/** Counts cues that break a rule, and those of them for which the speech would have permitted to keep it. */
export interface Broken {
  all: number;
  avoidable: number;
}

export interface Measured extends Record<RuleName, Broken> {
  cues: number;
  /** Seconds from the start of a cue to that of its speech, on average. */
  distance: number;
}

/** Seconds by which a cue may begin before or after its speech. */
const IN_SYNC = 0.1;
/** Times are rounded to milliseconds. */
const TOLERANCE = 0.0015;

/** Counts which cues break which rules. @param words all words of the stream, in order */
export function measure(cues: readonly BuiltCue[], words: readonly Word[], rules: CaptionRules): Measured {
  const counted = Object.fromEntries(RULES.map((name) => [name, { all: 0, avoidable: 0 }])) as Record<RuleName, Broken>;
  let distance = 0;
  let index = 0;
  for (const [at, cue] of cues.entries()) {
    const speech = new Speech(words, index, index + cue.words.length - 1, rules);
    for (const name of brokenBy(cue, cues[at + 1], rules)) {
      counted[name].all += 1;
      if (!speech.forbids(name)) counted[name].avoidable += 1;
    }
    distance += Math.abs(cue.start - (cue.words[0]?.start ?? cue.start));
    index += cue.words.length;
  }
  counted.reading.avoidable = Math.max(0, counted.reading.all - leastTooFast(words, rules));
  return { ...counted, cues: cues.length, distance: distance / Math.max(1, cues.length) };
}

/** Exceeds any number of cues that are too fast. */
const SHORT_CUE = 1e6;

/**
 * The minimum number of cues that are too fast to read, for any split of the words that keeps the other rules; a word too long
 * for any cue makes one that is too short.
 */
function leastTooFast(words: readonly Word[], rules: CaptionRules): number {
  const lineBreaker = new LineBreaker(words, rules, 'en');
  const least = [0, ...words.map(() => Infinity)];
  for (const [from, { start }] of words.entries()) {
    for (const index of lineBreaker.layouts(from, 100).keys()) {
      const to = from + index;
      const cue = words.slice(from, to + 1);
      const { end } = words[to]!;
      const changes = rules.speakers === 'cue' && index > 0 && changesSpeaker(words[to - 1]!, words[to]!);
      if (changes || (index > 0 && end - start > rules.longest)) break;
      const room = latestEnd(start, end, words[to + 1]?.start ?? Infinity, rules) - start;
      const isShort = room + TOLERANCE < rules.shortest ? SHORT_CUE : 0;
      const isFast = room + TOLERANCE < readingTime(cue, rules, 'en') ? 1 : 0;
      least[to + 1] = Math.min(least[to + 1]!, least[from]! + isFast + isShort);
    }
  }
  return least.at(-1)! % SHORT_CUE;
}

function brokenBy(cue: BuiltCue, next: BuiltCue | undefined, rules: CaptionRules): RuleName[] {
  const length = cue.end - cue.start + TOLERANCE;
  const [first, last] = [cue.words[0], cue.words.at(-1)];
  const turns = cue.words.filter((word, index) => index > 0 && changesSpeaker(cue.words[index - 1]!, word)).length;
  const dashes = cue.lines.filter((line) => line.startsWith(DASH)).length;
  const broken: Record<RuleName, boolean> = {
    characters: cue.lines.some((line) => widthOf(line, lineWidths(rules)) > rules.characters + TOLERANCE),
    lines: cue.lines.length > rules.lines,
    shortest: length < rules.shortest,
    longest: length > rules.longest + 2 * TOLERANCE,
    reading: length < readingTime(cue.words, rules, 'en'),
    gap: next !== undefined && next.start - cue.end + TOLERANCE < rules.gap,
    sync:
      first !== undefined &&
      last !== undefined &&
      (Math.abs(cue.start - first.start) > IN_SYNC ||
        cue.end + TOLERANCE < last.end ||
        cue.end > last.end + rules.linger + TOLERANCE),
    speakers: turns > 0 && dashes !== turns + 1,
  };
  return RULES.filter((name) => broken[name]);
}

/** What the speech around a cue permits, for any builder. */
class Speech {
  /** Seconds available for the cue's sentences, each of one speaker. */
  private readonly room: number;

  constructor(
    private readonly words: readonly Word[],
    from: number,
    private readonly to: number,
    private readonly rules: CaptionRules,
  ) {
    let [first, last] = [from, to];
    while (first > 0 && !this.parts(first - 1)) first -= 1;
    while (last < words.length - 1 && !this.parts(last)) last += 1;
    const end = words[last]?.end ?? 0;
    const next = words[last + 1]?.start ?? Infinity;
    this.room = Math.max(end, Math.min(next - rules.gap, end + rules.linger)) - (words[first]?.start ?? 0);
  }

  /** Whether no builder could keep the rule here. */
  forbids(rule: RuleName): boolean {
    const { rules, room, words, to } = this;
    if (rule === 'shortest') return room < rules.shortest + TOLERANCE;
    if (rule === 'gap') return (words[to + 1]?.start ?? Infinity) - (words[to]?.end ?? 0) < rules.gap + TOLERANCE;
    return false;
  }

  private parts(index: number): boolean {
    const [word, next] = [this.words[index]!, this.words[index + 1]!];
    return word.ends === 'sentence' || changesSpeaker(word, next);
  }
}
