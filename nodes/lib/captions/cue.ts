import { changesSpeaker } from './break-cost';
import { DASH, type CaptionRules } from './rules';
import { runsRightToLeft } from './text-width';
import { textOfWords, type Word } from './word';

/** One line of a cue. `speaker`: of all its words, where they have the same one. */
export interface CueLine {
  text: string;
  speaker?: string;
}

/** What is shown from `start` to `end`, seconds on the stream's clock. */
export interface Cue {
  start: number;
  end: number;
  lines: CueLine[];
  direction: 'ltr' | 'rtl';
  words: readonly Word[];
}

/**
 * A cue of words.
 *
 * @param starts index of the first word of each line
 * @param direction of the language pack, where it was told; else the script decides
 */
export function makeCue(
  words: readonly Word[],
  starts: readonly number[],
  { start, end }: { start: number; end: number },
  { speakers }: Pick<CaptionRules, 'speakers'>,
  direction?: 'ltr' | 'rtl',
): Cue {
  const isTurn = (index: number): boolean => index === 0 || changesSpeaker(words[index - 1]!, words[index]!);
  const isDialogue = speakers === 'dash' && words.some((_word, index) => index > 0 && isTurn(index));
  const lines = starts.map((from, row): CueLine => {
    const line = words.slice(from, starts[row + 1]);
    const text = (isDialogue && isTurn(from) ? DASH : '') + textOfWords(line);
    const speaker = line[0]?.speaker;
    return speaker !== undefined && line.every((word) => word.speaker === speaker) ? { text, speaker } : { text };
  });
  const found = runsRightToLeft(textOfWords(words)) ? 'rtl' : 'ltr';
  return { start, end, lines, direction: direction ?? found, words };
}

/** The speaker of a whole cue, where it has one. */
export function speakerOf({ lines }: Cue): string | undefined {
  const speaker = lines[0]?.speaker;
  return lines.every((line) => line.speaker === speaker) ? speaker : undefined;
}
