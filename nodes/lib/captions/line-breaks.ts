import { breakCost, changesSpeaker } from './break-cost';
import { DASH, lineWidths, type CaptionRules } from './rules';
import { widthOf } from './text-width';
import type { Word } from './word';

/** A division of words from `from` on into lines. */
export interface Layout {
  cost: number;
  /** Index of the first word of each line. */
  lines: number[];
}

const LINE = 30;
const BALANCE = 120;
/** Weight of a line break relative to the end of a cue. */
const SHARE = 0.5;
/** Rounding errors of widths, which are sums of fractions. */
const TOLERANCE = 1e-6;

/** Breaks words into lines; widths are measured once. */
export class LineBreaker {
  private readonly widths: number[];
  private readonly gaps: number[];
  /** The width of all words before each, with their gaps. */
  private readonly offsets: number[] = [0];
  /** Number of speaker changes up to each word, itself included. */
  private readonly turns: number[] = [];

  constructor(
    private readonly words: readonly Word[],
    private readonly rules: CaptionRules,
    private readonly language: string | undefined,
  ) {
    const measure = lineWidths(rules);
    this.widths = words.map(({ text }) => widthOf(text, measure));
    this.gaps = words.map(({ gap }) => widthOf(gap, measure));
    for (const [index, width] of this.widths.entries()) {
      this.offsets.push(this.offsets[index]! + this.gaps[index]! + width);
      const before = words[index - 1];
      const changes = before !== undefined && changesSpeaker(before, words[index]!);
      this.turns.push((this.turns.at(-1) ?? 0) + (changes ? 1 : 0));
    }
  }

  /** The width of the words from `from` to `to`, both included, on one line. */
  width(from: number, to: number): number {
    return this.offsets[to + 1]! - this.offsets[from]! - this.gaps[from]!;
  }

  /**
   * The best layouts of the words from `from` to every `to` up to which they fit, in order; by dynamic programming over the
   * last line of each number of lines.
   *
   * @param most how many words a cue may have
   */
  layouts(from: number, most: number): Layout[] {
    const found: Layout[] = [];
    const rows: (Layout | undefined)[][] = Array.from({ length: this.rules.lines }, () => []);
    for (let to = from; to < Math.min(this.words.length, from + most); to += 1) {
      for (const [row, layouts] of rows.entries()) {
        layouts.push(row === 0 ? this.firstLine(from, to) : this.nextLine(rows[row - 1]!, from, to));
      }
      const best = cheapest(rows.map((layouts) => layouts.at(-1)));
      if (best === undefined) break;
      found.push(best);
    }
    return found;
  }

  private firstLine(from: number, to: number): Layout | undefined {
    return this.fits(from, to, from) ? { cost: 0, lines: [from] } : undefined;
  }

  private nextLine(above: readonly (Layout | undefined)[], from: number, to: number): Layout | undefined {
    let best: Layout | undefined;
    for (let start = to; start > from && this.fits(start, to, from); start -= 1) {
      const before = above[start - 1 - from];
      if (before === undefined) continue;
      const part = SHARE * breakCost(this.words[start - 1]!, this.words[start]!, this.language);
      const cost = before.cost + part + LINE + this.looseness(before.lines, start, to);
      if (best === undefined || cost < best.cost) best = { cost, lines: [...before.lines, start] };
    }
    return best;
  }

  /**
   * What a further line from `start` to `to` costs for being shorter than it could be: the sum of these squares is least where
   * the lines are equal. A cue of one line is never unbalanced, and the lines of two speakers need not be equal.
   */
  private looseness(above: readonly number[], start: number, to: number): number {
    if (this.isTurn(start)) return 0;
    const [only] = above;
    const first = above.length === 1 ? this.loosenessOf(only!, start - 1) : 0;
    return first + this.loosenessOf(start, to);
  }

  private loosenessOf(from: number, to: number): number {
    return BALANCE * Math.max(0, 1 - this.width(from, to) / this.rules.characters) ** 2;
  }

  /** Whether another speaker begins at a word. */
  private isTurn(index: number): boolean {
    return this.turns[index] !== this.turns[index - 1];
  }

  private fits(start: number, to: number, cue: number): boolean {
    if (start === to) return true;
    const { characters, speakers } = this.rules;
    if (speakers !== 'dash') return this.width(start, to) <= characters + TOLERANCE;
    if (this.turns[start] !== this.turns[to]) return false;
    // Whether the cue has two speakers is known only at its end, so room for a dash is always kept.
    const opensTurn = start === cue || this.isTurn(start);
    const room = opensTurn && this.turns.at(-1) !== 0 ? characters - DASH.length : characters;
    return this.width(start, to) <= room + TOLERANCE;
  }
}

function cheapest(layouts: readonly (Layout | undefined)[]): Layout | undefined {
  let best: Layout | undefined;
  for (const layout of layouts) if (layout && (best === undefined || layout.cost < best.cost)) best = layout;
  return best;
}
