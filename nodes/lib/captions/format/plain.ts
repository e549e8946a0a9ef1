import { speakerOf, type Cue } from '../cue';
import type { CaptionFormat } from './format';

/** A cue as `msg.cue` has it, and as a line of JSON. Times are seconds. */
export interface CueObject {
  number: number;
  start: number;
  end: number;
  text: string;
  lines: string[];
  direction: 'ltr' | 'rtl';
  /** Where the whole cue has the same one. */
  speaker?: string;
}

/** The plain object of a cue. @param number of the cue in its stream, from 1 */
export function cueObject(cue: Cue, number: number): CueObject {
  const lines = cue.lines.map(({ text }) => text);
  const speaker = speakerOf(cue);
  const { start, end, direction } = cue;
  return { number, start, end, text: lines.join('\n'), lines, direction, ...(speaker !== undefined && { speaker }) };
}

/** The lines alone, with an empty one between cues: `.txt`. */
export const plainText: CaptionFormat = {
  extension: '.txt',
  head: '',
  tail: '',
  cue: ({ lines }) => `${lines.map(({ text }) => text).join('\n')}\n\n`,
};

/** One JSON object a line: `.jsonl`. */
export const jsonLines: CaptionFormat = {
  extension: '.jsonl',
  head: '',
  tail: '',
  cue: (cue, number) => `${JSON.stringify(cueObject(cue, number))}\n`,
};
