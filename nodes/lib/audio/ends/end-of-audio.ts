import { isObject } from '../../settings/validators';
import { findWholeFile } from './whole-file';

/**
 * What a message with audio means for the end of its stream.
 *
 * - `recording`: it is a recording by itself: it has a stream of its own, which ends with it.
 * - `last`: the stream ends with it.
 * - `group`: it is the last part of several. They are a recording if they are longer than live audio comes at once.
 * - `piece`: it is something whole that is short: a recording, or a piece of live audio.
 * - `open`: more may come.
 *
 * What is over only if nothing follows for a moment (a `piece`, a short `group`, an empty Buffer) may be followed by more of
 * the same source: then it was no end.
 */
export type EndOfAudio = 'recording' | 'last' | 'group' | 'piece' | 'open';

/** What is read of a message to tell that. */
export interface EndingMessage {
  parts?: unknown;
  filename?: unknown;
  complete?: unknown;
  event?: unknown;
  status?: unknown;
  req?: unknown;
  res?: unknown;
}

/**
 * Seconds of the longest file, or group of parts, that live sources send one after another (browsers and microcontrollers
 * wrap a second or less). What is longer is a recording.
 */
export const LONGEST_PIECE = 2;

/** Milliseconds in which live sources that send pieces have sent the next one. */
export const MOMENT = 1500;

/**
 * Tells what a message means for the end of its stream, by the marks that it has, and by the structure of its bytes.
 *
 * @param data its audio
 * @param said it says by itself that it is the last one: `readInput`
 */
export function endOfAudio(message: EndingMessage, data: Buffer, said: boolean): EndOfAudio {
  const { parts, filename, complete, event, status, req, res } = message;
  const isFile = typeof filename === 'string' && filename !== '';
  if (isObject(parts)) {
    if (!said) return 'open';
    const isMarked = complete === true || event === 'end' || status === 'stopRecording';
    return isMarked || isFile ? 'last' : 'group';
  }
  const whole = findWholeFile(data);
  // A request has one body, and is answered once.
  if (isFile || (isObject(req) && isObject(res))) return 'recording';
  if (whole && (said || (whole.seconds ?? Infinity) > LONGEST_PIECE)) return 'recording';
  if (said) return 'last';
  return whole ? 'piece' : 'open';
}

/** Properties that say who sent a message, or where it goes. */
const SENDER = /^(?:topic|_session|_client|.*(?:session|client|chat|user|sender|from|device|room|sid|id))$/i;

/** Whether two messages come from different senders: what one says is no answer to the other. */
export function differInSender(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  const names = Object.keys({ ...one, ...other }).filter((name) => name !== '_msgid' && SENDER.test(name));
  return names.some((name) => senderOf(one[name]) !== senderOf(other[name]));
}

function senderOf(value: unknown): string {
  if (!isObject(value)) return String(value);
  return typeof value.id === 'string' || typeof value.id === 'number' ? `${value.id}` : '';
}
