import { clockTime, plainLines, type CaptionFormat, type Place } from './format';

/** A tag of another format (ASS) that players support: caption at the top. */
const AT_TOP = '{\\an8}';

/** SubRip: `.srt`. */
export function subRip({ position }: Place): CaptionFormat {
  return {
    extension: '.srt',
    head: '',
    tail: '',
    cue(cue, number) {
      const times = `${clockTime(cue.start, ',')} --> ${clockTime(cue.end, ',')}`;
      // An arrow would be parsed as the times of the next cue.
      const text = plainLines(cue).join('\n').replaceAll('-->', '->');
      return `${number}\n${times}\n${position === 'top' ? AT_TOP : ''}${text}\n\n`;
    },
  };
}
