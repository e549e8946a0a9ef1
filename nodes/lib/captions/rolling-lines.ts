import { tokensOfText } from '../transcript/filter/token';
import { lineWidths, type CaptionRules } from './rules';
import { runsRightToLeft, widthOf } from './text-width';
import { textOfWords, type Word } from './word';
import { wordsOf } from './words-of';

/** A text for the running lines, with its speaker and language. */
export interface LiveText {
  text: string;
  partial: boolean;
  /** Whether it repeats the last final text, with a punctuation mark that came late. */
  isAgain?: boolean;
  speaker?: string;
  delimiter?: string;
  language?: string;
}

/**
 * The last lines of a running text. Words stay in their line, and lines only move up, so that they can be read.
 */
export class RollingLines {
  /** Lines of complete texts; the last one may be continued. */
  private lines: Word[][] = [];
  /** The same before the last of these texts. */
  private before: Word[][] = [];
  private speaker: string | undefined;

  constructor(private readonly rules: CaptionRules) {}

  /** Shows a text after the complete ones, replacing the last partial. */
  show({ text, partial, isAgain = false, speaker, delimiter, language }: LiveText): string[] {
    const turns = speaker !== undefined && this.speaker !== undefined && speaker !== this.speaker;
    if (isAgain) this.lines = this.before;
    const lines = turns && this.rules.speakers !== 'ignore' ? [...this.lines, []] : [...this.lines];
    this.before = partial ? this.before : [...lines];
    const tokens = tokensOfText(text, delimiter, language);
    for (const word of wordsOf(tokens, { start: 0, end: 0 }, this.rules, lines.at(-1)?.at(-1))) this.add(lines, word);
    const shown = lines.filter((line) => line.length > 0).slice(-this.rules.lines);
    if (!partial) {
      this.lines = shown;
      this.speaker = speaker ?? this.speaker;
    }
    return shown.map(textOfWords).map((line) => (runsRightToLeft(line) ? `\u200f${line}\u200f` : line));
  }

  private add(lines: Word[][], word: Word): void {
    const line = lines.at(-1);
    const longer = [...(line ?? []), word];
    const fits = widthOf(textOfWords(longer), lineWidths(this.rules)) <= this.rules.characters + 1e-6;
    if (line !== undefined && fits) lines[lines.length - 1] = longer;
    else lines.push([word]);
  }
}
