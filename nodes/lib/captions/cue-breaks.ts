import { breakCost, changesSpeaker } from './break-cost';
import { latestEnd, readingTime } from './cue-times';
import { LineBreaker, type Layout } from './line-breaks';
import type { CaptionRules } from './rules';
import type { Word } from './word';

/** A row of words that makes a cue: from `from` to `to`, both included. `lines`: index of the first word of each line. */
export interface CueBreak {
  from: number;
  to: number;
  lines: number[];
}

const CUE = 90;
const TOO_SHORT = { any: 400, all: 600 };
const TOO_FAST = { any: 500, all: 1500 };
const TOO_CLOSE = 15;
const SECOND_SENTENCE = 160;
const SECOND_SPEAKER = 60;
const FRAGMENT = 60;
/** A pause within a cue shows words long before they are said. */
const PAUSE = { from: 0.8, second: 160 };

/** The most words of a cue: more than fit under any rules. */
const MOST_WORDS = 200;

/**
 * Breaks words into cues, and cues into lines, with the least sum of penalties, by dynamic programming (as Knuth and Plass break
 * paragraphs).
 *
 * @param open whether more words follow the last one; then it costs nothing to end there
 * @param language code of the configuration, where it was told
 */
export function breakIntoCues(
  words: readonly Word[],
  rules: CaptionRules,
  { open = false, language }: { open?: boolean; language?: string } = {},
): CueBreak[] {
  const lineBreaker = new LineBreaker(words, rules, language);
  const reading = [0];
  for (const [index, word] of words.entries()) {
    const spaced = { ...word, text: word.gap + word.text };
    reading.push(reading[index]! + readingTime([spaced], rules, language));
  }
  const best: { cost: number; cue?: CueBreak }[] = [{ cost: 0 }];
  for (const from of words.keys()) {
    const before = best[from];
    if (before === undefined) continue;
    for (const [index, layout] of lineBreaker.layouts(from, MOST_WORDS).entries()) {
      const to = from + index;
      if (index > 0 && !belongsTo(words, from, to, rules)) break;
      const end = costOfEnd(words, to, open, language);
      const needed = reading[to + 1]! - reading[from]!;
      const cost = before.cost + CUE + layout.cost + end + costOfTimes(words, from, to, needed, rules);
      const whole = cost + costOfContent(words, from, to, layout, lineBreaker, rules);
      if (whole < (best[to + 1]?.cost ?? Infinity))
        best[to + 1] = { cost: whole, cue: { from, to, lines: layout.lines } };
    }
  }
  return pathOf(best, words.length);
}

function pathOf(best: readonly { cue?: CueBreak }[], end: number): CueBreak[] {
  const cues: CueBreak[] = [];
  for (let cue = best[end]?.cue; cue !== undefined; cue = best[cue.from]?.cue) cues.push(cue);
  return cues.reverse();
}

/** Whether the word at `to` may stand in a cue that begins at `from`. */
function belongsTo(words: readonly Word[], from: number, to: number, { longest, speakers }: CaptionRules): boolean {
  if (words[to]!.end - words[from]!.start > longest) return false;
  return speakers !== 'cue' || !changesSpeaker(words[to - 1]!, words[to]!);
}

function costOfEnd(words: readonly Word[], to: number, open: boolean, language?: string): number {
  const after = words[to + 1];
  if (after === undefined) return open ? -CUE : 0;
  return breakCost(words[to]!, after, language);
}

function costOfTimes(words: readonly Word[], from: number, to: number, needed: number, rules: CaptionRules): number {
  const next = words[to + 1]?.start ?? Infinity;
  const { start } = words[from]!;
  const { end } = words[to]!;
  const room = latestEnd(start, end, next, rules) - start;
  const close = next - end < rules.gap ? TOO_CLOSE : 0;
  return close + lack(rules.shortest, room, TOO_SHORT) + lack(needed, room, TOO_FAST);
}

/** The penalty for something that is less than it should be. */
function lack(wanted: number, is: number, { any, all }: { any: number; all: number }): number {
  return is < wanted - 1e-6 ? any + all * (1 - is / wanted) : 0;
}

function costOfContent(
  words: readonly Word[],
  from: number,
  to: number,
  { lines }: Layout,
  lineBreaker: LineBreaker,
  rules: CaptionRules,
): number {
  let cost = 0;
  for (let index = from; index < to; index += 1) {
    if (changesSpeaker(words[index]!, words[index + 1]!)) cost += SECOND_SPEAKER;
    else if (words[index]!.ends === 'sentence') cost += SECOND_SENTENCE;
    const pause = words[index + 1]!.start - words[index]!.end;
    if (pause > PAUSE.from) cost += PAUSE.second * pause;
  }
  const isWhole = words[to]!.ends === 'sentence' && (from === 0 || words[from - 1]!.ends === 'sentence');
  if (isWhole) return cost;
  const width = lines.reduce((sum, start, row) => sum + lineBreaker.width(start, (lines[row + 1] ?? to + 1) - 1), 0);
  return cost + FRAGMENT * Math.max(0, 1 - width / (rules.characters * rules.lines)) ** 2;
}
