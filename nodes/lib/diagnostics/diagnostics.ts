import { debuglog } from 'node:util';

/** An entry of the diagnostics channel, one line each. */
export type Diagnostic =
  | 'state'
  | 'turn'
  | 'attempt'
  | 'back_off'
  | 'session_lost'
  | 'session_ended'
  | 'replay'
  | 'hand_over'
  | 'replace'
  | 'dropped'
  | 'ended';

const log = debuglog('speechmatics');

/** Codes and names of states. No other text is written, so that transcripts and secrets cannot leak. */
const CODE = /^[a-z_]{1,40}$/;
/** Characters of a stream's id that are written. */
const ID_LENGTH = 40;

/**
 * Writes a line to stderr if the environment variable `NODE_DEBUG` lists `speechmatics`; otherwise does nothing.
 *
 * @param stream the id of the stream; undefined: all streams of an appliance
 * @param figures numbers, and codes; called only when the line is written
 */
export function diagnose(
  stream: string | undefined,
  what: Diagnostic,
  figures: () => Readonly<Record<string, number | string | undefined>> = () => ({}),
): void {
  if (log.enabled) log('%s', diagnosticLine(performance.now() / 1000, stream, what, figures()));
}

/**
 * One line of the channel.
 *
 * @param time seconds since the process started; never goes back
 */
export function diagnosticLine(
  time: number,
  stream: string | undefined,
  what: Diagnostic,
  figures: Readonly<Record<string, number | string | undefined>>,
): string {
  const who = stream === undefined ? 'appliance' : `stream ${stream.replaceAll(/[^\w-]/g, '?').slice(0, ID_LENGTH)}`;
  const known = Object.entries(figures).filter(([, value]) => value !== undefined);
  const shown = known.map(([name, value]) => ` ${name}=${typeof value === 'number' ? round(value) : code(value!)}`);
  return `${time.toFixed(3)} ${who} ${what}${shown.join('')}`;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function code(value: string): string {
  return CODE.test(value) ? value : '?';
}
