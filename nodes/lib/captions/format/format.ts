import type { Cue } from '../cue';

/** Where captions stand on the screen. */
export interface Place {
  position: 'bottom' | 'top';
  align: 'center' | 'start';
}

/** A file format: the document is head, cues and tail, concatenated. */
export interface CaptionFormat {
  /** Of a file's name, with its dot. */
  extension: string;
  head: string;
  tail: string;
  /** @param number of the cue in its stream, from 1 */
  cue(cue: Cue, number: number): string;
}

/** Text of a cue in a plain format; lines that run from right to left have marks that keep their punctuation in place. */
export function plainLines({ lines, direction }: Cue): string[] {
  return lines.map(({ text }) => (direction === 'rtl' ? `${RIGHT_TO_LEFT_MARK}${text}${RIGHT_TO_LEFT_MARK}` : text));
}

const RIGHT_TO_LEFT_MARK = '\u200f';

/** `hh:mm:ss` with milliseconds after `point`; hours may have more than two digits. */
export function clockTime(seconds: number, point: ',' | '.'): string {
  const milliseconds = Math.round(seconds * 1000);
  const pad = (value: number, digits = 2): string => String(Math.floor(value)).padStart(digits, '0');
  const [hours, minutes, rest] = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1000) % 60];
  return `${pad(hours)}:${pad(minutes)}:${pad(rest)}${point}${pad(milliseconds % 1000, 3)}`;
}

/** Escapes the special characters of XML and WebVTT. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
