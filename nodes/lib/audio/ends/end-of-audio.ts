import { isObject } from '../../settings/validators';
import { findWholeFile } from './whole-file';

/**
 * What a message with audio means for the end of its stream.
 *
 * - `recording`: it is a complete recording, with a stream of its own.
 * - `last`: the stream ends with it.
 * - `group`: it is the last of several parts. Together they are a recording if they last half a second or more; live audio
 *   comes in shorter groups.
 * - `piece`: it is a short file: a recording, or a piece of live audio.
 * - `open`: more may come.
 *
 * A `piece`, a short `group` and an empty Buffer end the stream only if nothing follows within {@link MOMENT}.
 */
export type EndOfAudio = 'recording' | 'last' | 'group' | 'piece' | 'open';

/** The properties of a message that {@link endOfAudio} reads. */
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
 * Bytes of samples from which a request is a recording: a second at 16 kHz. Devices that send live audio in requests send
 * less in each.
 */
const LEAST_REQUEST = 32_000;

/** Milliseconds within which a live source sends its next piece. */
export const MOMENT = 1500;

/**
 * Tells what a message means for the end of its stream, by its properties and by the structure of its bytes.
 *
 * @param data its audio
 * @param isLast whether it says that it is the last one, by `readInput`
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

/** Whether a file is longer than the pieces that live sources send. */
function isRecording(whole: { seconds?: number } | undefined): boolean {
  return whole !== undefined && (whole.seconds ?? Infinity) >= LONGEST_PIECE;
}

/** Whether a message without audio is an empty recording: a file or request without bytes, or a first part that is also the last. */
export function isEmptyRecording(message: EndingMessage): boolean {
  const { parts } = message;
  return standsAlone(message) || (isObject(parts) && parts.index === 0 && typeof parts.count === 'number');
}

/** Whether a message is a complete recording whatever its payload: a file that was read at once, or a request. */
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

/** Identifies the sender of a message: pieces from different senders are not parts of one stream. */
export function senderOf(message: Record<string, unknown>): string {
  const names = Object.keys(message).filter((name) => name !== '_msgid' && SENDER.test(name));
  return JSON.stringify(names.sort().map((name) => [name, identityOf(message[name])]));
}

function identityOf(value: unknown): unknown {
  const inner = isObject(value) ? value.id : value;
  return ['string', 'number', 'boolean'].includes(typeof inner) ? inner : undefined;
}
