import { types } from 'node:util';
import { isObject } from '../settings/validators';
import { isKeepAlive } from './control-words';
import { isEndWord } from './end-words';
import { bytesOfBase64 } from './payload';

type Fields = Record<string, unknown>;

/** Names under which others wrap audio in an object, and objects that do. */
export const WRAPPERS: readonly string[] = [
  ...['data', 'payload', 'audio', 'fileBase64', 'media', 'chunk', 'delta', 'content', 'bytes', 'buffer', 'samples'],
  ...['audio_data', 'audioData', 'audio_chunk', 'audioChunk', 'user_audio_chunk', 'audio_base64', 'audioBase64'],
  ...['audio_content', 'audioContent', 'audio_base_64', 'base64', 'audio_bytes', 'audioBytes', 'pcm'],
  ...['audioInput', 'audio_input', 'input_audio', 'inputAudio', 'realtimeInput', 'realtime_input', 'event'],
  ...['mediaChunks', 'media_chunks'],
];
/** Of those, the ones whose text is base64 without saying so. */
const BASE64_NAMES = /audio|base_?64/i;
/** Characters of text under another name from which it is taken for base64. */
const LONG_BASE64 = 64;
/** Numbers in a list that may be samples. */
const MANY_NUMBERS = 32;
/** Values of an object that are looked at for audio; one that has more is no note. */
const MOST_VALUES = 1000;
/** Names of marks that say with `true`, or with 1, that no more audio comes. */
const END_MARKS = ['eof', 'eos', 'terminate_session', 'audioStreamEnd', 'audio_stream_end', 'end_of_stream', 'is_last'];
/** Names under which others say what a message is, and objects that hold them. */
const KINDS = ['type', 'event', 'eventType', 'event_type', 'message_type', 'message', 'kind', 'cmd', 'command'];
/** What a frame of iFlytek says of its audio. */
const LAST_FRAME = ['status', 'format', 'encoding', 'audio'];
const HEADERS = ['header', 'realtimeInput', 'realtime_input', 'event', 'data'];

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

/** iFlytek: the frame with the last audio, or with none, has the status 2, in what holds the audio or in a header beside it. */
export function isLastFrame(object: Fields): boolean {
  const { header, data } = object;
  if (isObject(header) && 'app_id' in header && header.status === 2) return true;
  if (isObject(data) && data.status === 2 && Object.keys(data).every((name) => LAST_FRAME.includes(name))) return true;
  return typeof object.audio === 'string' && object.status === 2;
}

/** Whether an object says that no more audio comes. */
export function endsAudio(object: Fields): boolean {
  if (isLastFrame(object)) return true;
  if (KINDS.some((name) => isEndWord(object[name]))) return true;
  const marked = [object, ...HEADERS.map((name) => object[name]).filter(isObject)];
  if (marked.some((one) => END_MARKS.some((name) => one[name] === true || one[name] === 1))) return true;
  // FunASR.
  if (object.is_speaking === false) return true;
  const { header, event } = object;
  if (isObject(header) && (isEndWord(header.name) || isEndWord(header.action))) return true;
  // An object whose only name says it.
  return isObject(event) && Object.keys(event).every(isEndWord) && Object.keys(event).length > 0;
}
