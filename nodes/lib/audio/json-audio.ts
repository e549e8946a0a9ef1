import { isObject } from '../settings/validators';
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
  ...['audio', 'input', 'streaming_config', 'audio_config', 'audioConfig'],
];
/** Words with which others end their audio in JSON. */
const ENDS: readonly unknown[] = ['CloseStream', 'Terminate', 'EndOfStream', 'audio_stream_end', 'end_of_stream'];

/** What an object says of the audio, in itself and in the objects that it describes it in. */
export function descriptionIn(object: Fields): FormatProperties {
  const inner = DESCRIPTIONS.map((name) => object[name]).filter(isObject);
  const innermost = inner.flatMap((one) => DESCRIPTIONS.map((name) => one[name]).filter(isObject));
  return formatPropertiesOf(object, ...inner, ...innermost);
}

/** Whether text under that name in an object is base64, though nothing says so. */
export function isBase64Under(name: string, text: string): boolean {
  if (text.length % 4 === 1 || text.length < 4) return false;
  return (BASE64_NAMES.test(name) || text.length >= LONG_BASE64) && bytesOfBase64(text) !== undefined;
}

/** The name under which an object holds text that seems to be base64, where nobody looks for it. */
export function unknownBase64In(object: Fields): string | undefined {
  return Object.keys(object).find((name) => {
    const text = object[name];
    return typeof text === 'string' && text.length >= LONG_BASE64 && bytesOfBase64(text) !== undefined;
  });
}

/** Whether an object says that no more audio comes. */
export function endsAudio({ type, event, eof, terminate_session }: Fields): boolean {
  return ENDS.includes(type) || ENDS.includes(event) || eof === 1 || eof === true || terminate_session === true;
}
