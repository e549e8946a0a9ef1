import type { Level } from './level';
import { PROCESS_CODES } from './process-fault';

/** A node status; `text` is a key of the catalogue, `time` is shown after it. */
export interface SourceStatus {
  fill: 'green' | 'yellow' | 'red' | 'grey' | 'blue';
  shape: 'dot' | 'ring';
  text: string;
  state: string;
  level?: Level;
  /** Hours, minutes and seconds sent. */
  time?: string;
  code?: string;
}

/** Error codes for which the catalogue has a short text; the others show as `error`. */
export const NAMED_CODES: ReadonlySet<string> = new Set([
  ...PROCESS_CODES,
  ...['source_stalled', 'source_dropped', 'ffmpeg_missing', 'invalid_url', 'no_file', 'file_not_found'],
  ...['file_not_allowed', 'file_not_readable', 'source_not_allowed', 'too_many_files', 'unset_variable'],
  ...['invalid_setting', 'unknown_action'],
]);

const STATES = {
  idle: { fill: 'grey', shape: 'ring' },
  starting: { fill: 'yellow', shape: 'ring' },
  running: { fill: 'green', shape: 'dot' },
  paused: { fill: 'blue', shape: 'ring' },
  backing_off: { fill: 'yellow', shape: 'dot' },
  ended: { fill: 'grey', shape: 'dot' },
} as const;

/** States with a text in the catalogue, besides levels and codes. */
export const STATUS_STATES = Object.keys(STATES);

const LEVELS: Record<Level, SourceStatus['fill']> = { silent: 'grey', faint: 'yellow', good: 'green', clipping: 'red' };

/** The status of a state without audio. */
export function stateStatus(state: keyof typeof STATES): SourceStatus {
  return { ...STATES[state], text: state, state };
}

/**
 * The status of a source with audio.
 *
 * @param seconds sent
 * @param isOut whether audio is sent; otherwise it is only kept to listen back
 */
export function levelStatus(level: Level, seconds: number, isOut: boolean): SourceStatus {
  const look = { fill: LEVELS[level], shape: isOut ? 'dot' : 'ring', text: level, level } as const;
  return isOut ? { ...look, state: 'running', time: timeOf(seconds) } : { ...look, state: 'listening' };
}

export function errorStatus(code: string): SourceStatus {
  const text = NAMED_CODES.has(code) ? code : 'error';
  return { fill: 'red', shape: 'ring', text, state: 'error', code };
}

/** As in 0:05, 12:34, 1:02:03. */
export function timeOf(seconds: number): string {
  const whole = Math.floor(seconds);
  const pad = (number: number): string => `${number}`.padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}
