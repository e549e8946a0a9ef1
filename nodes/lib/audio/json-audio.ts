import { types } from 'node:util';
import { isObject } from '../settings/validators';
import { isKeepAlive } from './control-words';
import { isEndWord } from './end-words';
import { bytesOfBase64 } from './payload';

type Fields = Record<string, unknown>;

/** Property names under which audio is wrapped in objects, or such an object. */
export const WRAPPERS: readonly string[] = [
  ...['data', 'payload', 'audio', 'fileBase64', 'media', 'chunk', 'delta', 'content', 'bytes', 'buffer', 'samples'],
  ...['audio_data', 'audioData', 'audio_chunk', 'audioChunk', 'user_audio_chunk', 'audio_base64', 'audioBase64'],
  ...['audio_content', 'audioContent', 'audio_base_64', 'base64', 'audio_bytes', 'audioBytes', 'pcm'],
  ...['audioInput', 'audio_input', 'input_audio', 'inputAudio', 'realtimeInput', 'realtime_input', 'event'],
  ...['mediaChunks', 'media_chunks'],
];
/** Those whose text is base64 without being marked as such. */
const BASE64_NAMES = /audio|base_?64/i;
/** Characters from which text under another name is taken to be base64. */
const LONG_BASE64 = 64;
/** Length of a list of numbers from which they may be samples. */
const MANY_NUMBERS = 32;
/** The most values of an object that are searched for audio; a larger one may always hold some. */
const MOST_VALUES = 1000;
/** Properties that mean the end of the audio if they are `true` or 1. */
const END_MARKS = ['eof', 'eos', 'terminate_session', 'audioStreamEnd', 'audio_stream_end', 'end_of_stream', 'is_last'];
/** Properties with the type of a message, or an object that has them. */
const KINDS = ['type', 'event', 'eventType', 'event_type', 'message_type', 'message', 'kind', 'cmd', 'command'];
/** The properties of an iFlytek frame. */
const LAST_FRAME = ['status', 'format', 'encoding', 'audio'];
const HEADERS = ['header', 'realtimeInput', 'realtime_input', 'event', 'data'];

/** Whether text under this name is base64 without being marked as such. */
export function isBase64Under(name: string, text: string): boolean {
  if (text.length % 4 === 1 || text.length < 4) return false;
  return (BASE64_NAMES.test(name) || text.length >= LONG_BASE64) && bytesOfBase64(text) !== undefined;
}

/** Whether an object may hold audio under an unknown name: text that may be base64, bytes, or many numbers. */
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

/** Whether an object is a keep-alive, or the answer to one. */
export function isKeepAliveMessage({ type, event, message_type, action }: Fields): boolean {
  return [type, event, message_type, action].some(isKeepAlive);
}

/** iFlytek: the last frame has status 2, in the object with the audio or in a header beside it. */
export function isLastFrame(object: Fields): boolean {
  const { header, data } = object;
  if (isObject(header) && 'app_id' in header && header.status === 2) return true;
  if (isObject(data) && data.status === 2 && Object.keys(data).every((name) => LAST_FRAME.includes(name))) return true;
  return typeof object.audio === 'string' && object.status === 2;
}

/** Whether an object marks the end of the audio. */
export function endsAudio(object: Fields): boolean {
  if (isLastFrame(object)) return true;
  if (KINDS.some((name) => isEndWord(object[name]))) return true;
  const marked = [object, ...HEADERS.map((name) => object[name]).filter(isObject)];
  if (marked.some((one) => END_MARKS.some((name) => one[name] === true || one[name] === 1))) return true;
  // FunASR.
  if (object.is_speaking === false) return true;
  const { header, event } = object;
  if (isObject(header) && (isEndWord(header.name) || isEndWord(header.action))) return true;
  // The only property is an end word.
  return isObject(event) && Object.keys(event).every(isEndWord) && Object.keys(event).length > 0;
}
