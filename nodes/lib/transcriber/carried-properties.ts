import { copyOf } from '../message/copy';
import { CodedError } from '../errors/coded-error';

/** Properties that these nodes read or set themselves: passed on, they would control the next node, or this one again. */
const OWN = new Set([
  'payload',
  'parts',
  'complete',
  'action',
  'reset',
  'event',
  'status',
  'filename',
  'error',
  '_msgid',
  'audio_format',
  'audio_hold',
  'rate',
  'sample_rate',
  'sampleRate',
  'bitDepth',
  'bit_depth',
  'byteOrder',
  'byte_order',
  'endian',
  'endianness',
  'interim',
  'bits',
  'width',
  'channels',
  'encoding',
  'format',
  'transcription_config',
  'translation_config',
  'audio_events_config',
  'partial',
  'transcript',
  'stream',
  'speechmatics',
]);

/** A request can be answered once, so only a recording that is the whole stream may carry it. */
const REQUEST = new Set(['req', 'res']);

/** The most characters of a property's name in an error. */
const NAME_LENGTH = 40;

/** Whether a property is passed on, because it is not one of ours. */
export function isForeign(name: string): boolean {
  return !OWN.has(name);
}

/**
 * Copies the properties of the message that opens a stream, for all messages of the stream (`topic`, `_session`, `chatId`, ...);
 * without its request. `copyOfCarried` can always copy them again.
 *
 * @throws CodedError `uncopyable_property`
 */
export function carriedProperties(message: object): Record<string, unknown> {
  const foreign = Object.entries(message).filter(([name]) => isForeign(name) && !REQUEST.has(name));
  return Object.fromEntries(foreign.map(([name, value]) => [name, copyOfProperty(name, value)]));
}

/** The request of a message, which can't be copied. */
export function requestOf(message: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(message).filter(([name]) => REQUEST.has(name)));
}

/** Copies carried properties for a further message; a request is passed on as it is. */
export function copyOfCarried(carried: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(carried).map(([name, value]) => [name, REQUEST.has(name) ? value : copyOf(value)]),
  );
}

function copyOfProperty(name: string, value: unknown): unknown {
  try {
    return copyOf(value);
  } catch (error) {
    throw new CodedError(
      'uncopyable_property',
      `msg.${name.slice(0, NAME_LENGTH)} can't be copied, and would go on to every message of the stream: ` +
        `${reasonOf(error)}. Remove it before this node, for example with a change node.`,
    );
  }
}

/** What was thrown may be anything. */
function reasonOf(error: unknown): string {
  try {
    return String((error as Error).message).slice(0, 200);
  } catch {
    return 'reading it fails';
  }
}
