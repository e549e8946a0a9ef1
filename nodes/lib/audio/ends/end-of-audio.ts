import { isObject } from '../../settings/validators';
import { findWholeFile } from './whole-file';

/**
 * What a message with audio means for the end of its stream.
 *
 * - `recording`: it is a recording by itself: it has a stream of its own, which ends with it.
 * - `last`: the stream ends with it.
 * - `group`: it is the last part of several. They are a recording if they are half a second or more: live audio comes in less.
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
 * Seconds from which a file is a recording. Live sources send shorter ones one after another: browsers and
 * microcontrollers wrap a second or less.
 */
export const LONGEST_PIECE = 2;

/** Seconds of the shortest file that may be a recording by itself, and of the shortest parts that are one. */
export const SHORTEST_PIECE = 0.5;

/**
 * Bytes of samples from which a request is a recording: a second of the usual ones. Devices that send live audio request by
 * request send less.
 */
const LEAST_REQUEST = 32_000;

/** Milliseconds in which live sources that send pieces have sent the next one. */
export const MOMENT = 1500;

/**
 * Tells what a message means for the end of its stream, by the marks that it has, and by the structure of its bytes.
 *
 * @param data its audio
 * @param isLast it says by itself that it is the last one: `readInput`
 */
export function endOfAudio(message: EndingMessage, data: Buffer, isLast: boolean): EndOfAudio {
  const { parts, filename, complete, event, status } = message;
  if (isObject(parts)) {
    if (parts.type === 'array' && isRecording(findWholeFile(data))) return 'recording';
    if (!isLast) return 'open';
    const isMarked = complete === true || event === 'end' || status === 'stopRecording';
    return isMarked || typeof filename === 'string' ? 'last' : 'group';
  }
  const whole = findWholeFile(data);
  if (standsAlone(message) && (isFile(message) || whole || data.length >= LEAST_REQUEST)) return 'recording';
  if (whole && (isLast || isRecording(whole))) return 'recording';
  if (isLast) return 'last';
  if (standsAlone(message)) return 'piece';
  return whole?.seconds !== undefined && whole.seconds >= SHORTEST_PIECE ? 'piece' : 'open';
}

/** A file that is longer than the pieces that live sources send. */
function isRecording(whole: { seconds?: number } | undefined): boolean {
  return whole !== undefined && (whole.seconds ?? Infinity) >= LONGEST_PIECE;
}

/**
 * Whether a message without audio is all that there is of a recording: a file or a request without bytes, or the first and last
 * of parts.
 */
export function isEmptyRecording(message: EndingMessage): boolean {
  const { parts } = message;
  return standsAlone(message) || (isObject(parts) && parts.index === 0 && typeof parts.count === 'number');
}

/** Whether a message is a recording by itself, whatever its payload: a file that was read at once, or a request. */
export function standsAlone({ parts, filename, req, res }: EndingMessage): boolean {
  if (isObject(parts)) return false;
  // A request has one body, and is answered once.
  return isFile({ filename }) || (isObject(req) && isObject(res));
}

function isFile({ filename }: EndingMessage): boolean {
  return typeof filename === 'string' && filename !== '';
}

/** Properties that say who sent a message, or where it goes. */
const SENDER = /^(?:topic|_session|_client|.*(?:session|client|chat|user|sender|from|device|room|sid|id))$/i;

/** Who sent a message: what one sender says is no answer to another one. */
export function senderOf(message: Record<string, unknown>): string {
  const names = Object.keys(message).filter((name) => name !== '_msgid' && SENDER.test(name));
  return JSON.stringify(names.sort().map((name) => [name, identityOf(message[name])]));
}

function identityOf(value: unknown): unknown {
  const inner = isObject(value) ? value.id : value;
  return ['string', 'number', 'boolean'].includes(typeof inner) ? inner : undefined;
}
