import { DASH } from '../rules';
import type { Cue, CueLine } from '../cue';
import { clockTime, escapeMarkup, type CaptionFormat, type Place } from './format';

/** WebVTT with speakers as voice spans: `.vtt`. */
export function webVtt(place: Place): CaptionFormat {
  return {
    extension: '.vtt',
    head: 'WEBVTT\n\n',
    tail: '',
    cue: (cue, number) => `${number}\n${vttCue(cue, place)}\n`,
  };
}

/** A cue of WebVTT without its number. */
export function vttCue(cue: Cue, { position, align }: Place): string {
  const settings = `${position === 'top' ? ' line:0' : ''}${align === 'start' ? ' align:start' : ''}`;
  const lines = linesOf(cue).map((text) => (cue.direction === 'rtl' ? `&rlm;${text}&rlm;` : text));
  return `${clockTime(cue.start, '.')} --> ${clockTime(cue.end, '.')}${settings}\n${lines.join('\n')}\n`;
}

/** One voice span for each turn of a speaker. */
function linesOf({ lines }: Cue): string[] {
  return lines.map((line, index) => {
    const before = lines[index - 1];
    const after = lines[index + 1];
    const opens = line.speaker !== undefined && (index === 0 || changes(before, line));
    const closes = line.speaker !== undefined && after !== undefined && changes(line, after);
    return `${opens ? `<v ${nameOf(line)}>` : ''}${escapeMarkup(line.text)}${closes ? '</v>' : ''}`;
  });
}

function changes(line: CueLine | undefined, next: CueLine): boolean {
  return line?.speaker !== next.speaker || next.text.startsWith(DASH);
}

/** A name must not be empty or contain line breaks, and its bracket must not become part of an arrow. */
function nameOf({ speaker = '' }: CueLine): string {
  return escapeMarkup(speaker.replace(/\s+/gu, ' ').trim().replace(/-+$/, '-')) || '?';
}
