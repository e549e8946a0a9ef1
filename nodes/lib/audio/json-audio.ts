import { types } from 'node:util';
import { isObject } from '../settings/validators';
import { isKeepAlive } from './control-words';
import { formatPropertiesOf, type FormatProperties } from './format-properties';
import { bytesOfBase64 } from './payload';

type Fields = Record<string, unknown>;

/** Names under which others wrap audio in an object, and objects that do. */
export const WRAPPERS = [
  ...['data', 'payload', 'audio', 'fileBase64', 'media', 'chunk', 'delta', 'content', 'bytes'],
  ...['audio_data', 'audioData', 'audio_chunk', 'audioChunk', 'user_audio_chunk', 'audio_base64', 'audioBase64'],
  ...[
    'audio_content',
    'audioContent',
    'audio_base_64',
    'base64',
    'realtimeInput',
    'realtime_input',
    'mediaChunks',
    'media_chunks',
  ],
] as const;
/** Of those, the ones whose text is base64 without saying so. */
const BASE64_NAMES = /audio|base_?64/i;
/** Characters of text under another name from which it is taken for base64. */
const LONG_BASE64 = 64;
/** Numbers in a list that may be samples. */
const MANY_NUMBERS = 32;
/** Values of an object that are looked at for audio; one that has more is no note. */
const MOST_VALUES = 1000;
/** Objects in which others describe the audio. */
const DESCRIPTIONS = [
  ...[
    'config',
    'session',
    'format',
    'audio_format',
    'audioFormat',
    'mediaFormat',
    'media_format',
    'metadata',
    'start',
    'data',
  ],
  ...['audio', 'input', 'streaming_config', 'audio_config', 'audioConfig', 'parameters', 'media'],
];
/** Words with which others end their audio in JSON. */
const ENDS: readonly unknown[] = [
  'CloseStream',
  'Terminate',
  'EndOfStream',
  'audio_stream_end',
  'end_of_stream',
  'close',
];

/** What an object says of the audio, in itself and in the objects that it describes it in. */
export function descriptionIn(object: Fields): FormatProperties {
  const inner = describersIn(object);
  return formatPropertiesOf(object, ...inner, ...inner.flatMap(describersIn));
}

/** Of a list of formats to choose from, the first one is liked best. */
function describersIn(object: Fields): Fields[] {
  const values = DESCRIPTIONS.map((name) => object[name]);
  return values.map((value): unknown => (Array.isArray(value) ? value[0] : value)).filter(isObject);
}

/** Whether text under that name in an object is base64, though nothing says so. */
export function isBase64Under(name: string, text: string): boolean {
  if (text.length % 4 === 1 || text.length < 4) return false;
  return (BASE64_NAMES.test(name) || text.length >= LONG_BASE64) && bytesOfBase64(text) !== undefined;
}

/** Whether an object may hold audio where nobody looks for it: text that may be base64, bytes, or many numbers. */
export function mayHoldAudio(object: object): boolean {
  const waiting = [object];
  let looked = 0;
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    for (const value of Object.values(one) as unknown[]) {
      looked += 1;
      if (looked > MOST_VALUES || seemsAudio(value)) return true;
      if (typeof value === 'object' && value !== null) waiting.push(value);
    }
  }
  return false;
}

function seemsAudio(value: unknown): boolean {
  if (typeof value === 'string') return value.length >= LONG_BASE64 && bytesOfBase64(value) !== undefined;
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return value.byteLength > 0;
  return Array.isArray(value) && value.length >= MANY_NUMBERS && typeof value[0] === 'number';
}

/** Whether an object only keeps a connection open, or answers that. */
export function isKeepAliveMessage({ type, event, message_type, action }: Fields): boolean {
  return [type, event, message_type, action].some(isKeepAlive);
}

/** Whether an object says that no more audio comes. */
export function endsAudio({ type, event, eof, terminate_session }: Fields): boolean {
  return ENDS.includes(type) || ENDS.includes(event) || eof === 1 || eof === true || terminate_session === true;
}
