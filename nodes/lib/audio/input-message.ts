import type { Readable } from 'node:stream';
import { types } from 'node:util';
import { AudioError, type SampleFormat } from './format';
import { formatPropertiesOf, type FormatProperties } from './format-properties';
import { bytesOf, bytesOfBase64 } from './payload';
import { startsWav } from './wav';

/** What a message may ask of a stream instead of bringing audio. */
export type Action =
  | 'start'
  | 'finish'
  | 'cancel'
  | 'mute'
  | 'unmute'
  | 'set_recognition_config'
  | 'force_end_of_utterance'
  | 'get_speakers'
  | 'metrics';

const ACTIONS: readonly string[] = [
  'start',
  'finish',
  'cancel',
  'mute',
  'unmute',
  'set_recognition_config',
  'force_end_of_utterance',
  'get_speakers',
  'metrics',
] satisfies Action[];

/** The words with which real sources and older flows control a stream. */
const CONTROL_WORDS: Partial<Record<string, Action>> = {
  start: 'start',
  stop: 'finish',
  pause: 'mute',
  resume: 'unmute',
  flush: 'force_end_of_utterance',
};

/**
 * What a message to the transcribe node means. `last`: no audio of this stream comes after it. `said`: what its source says
 * of the audio, for `readFormat`. The Buffers of a `readable` may be read as payloads of messages; its end is the
 * end of the stream.
 */
export type Input =
  | { kind: 'audio'; data: Buffer; last: boolean; said: FormatProperties; call?: Call }
  | { kind: 'readable'; readable: Readable; said: FormatProperties }
  | { kind: 'action'; action: Action; said: FormatProperties; call?: Call }
  /** An end, if nothing follows for a moment. */
  | { kind: 'empty' }
  | { kind: 'nothing' };

/** The telephone call that a message is of, and which of its voices, where it says so. */
export interface Call {
  id?: string;
  track?: string;
}

/** The properties that are read; a message is any object, so each is checked before use. */
export interface InputMessage {
  payload?: unknown;
  action?: unknown;
  complete?: unknown;
  event?: unknown;
  type?: unknown;
  status?: unknown;
  parts?: unknown;
  filename?: unknown;
  interim?: unknown;
  encoding?: unknown;
  req?: unknown;
}

type Fields = Record<string, unknown>;

/** Names under which other nodes wrap audio in an object. */
const WRAPPERS = ['data', 'payload', 'audio', 'fileBase64'] as const;
/** Wrappers in wrappers that are opened; deeper ones, and circles, are not. */
const WRAPPER_DEPTH = 4;
/** Messages of telephony that say nothing of the audio. */
const TELEPHONY_NOTES: readonly unknown[] = ['connected', 'mark', 'dtmf', 'clear'];
/** Characters of the names of calls and tracks that tell them apart. */
const LONGEST_NAME = 100;
/** What telephony sends when it doesn't say. */
const TELEPHONY_FORMAT: FormatProperties = { encoding: 'mulaw', rate: 8000, channels: 1 };

/**
 * Reads what a message brings. Audio bytes win over `action`, since other nodes use that name too.
 *
 * @param stored how the samples of the open stream are stored: numbers that could be of either kind are read as that
 * @throws AudioError `text_not_audio`, `not_audio`, `unknown_action`
 */
export function readInput(message: InputMessage, stored?: SampleFormat): Input {
  const last = isLast(message);
  const upload = uploadIn(message);
  const whole = last || upload !== undefined;
  const audio = audioIn(upload ?? message.payload, message, formatPropertiesOf(message), stored, 0);
  if (audio?.kind === 'audio' && audio.data.length > 0) return { ...audio, last: whole || audio.last };
  if (audio && audio.kind !== 'audio') return audio;
  const said = audio?.said ?? formatPropertiesOf(message);
  if (message.action !== undefined) return { kind: 'action', action: readAction(message.action), said };
  if (whole) return { kind: 'action', action: 'finish', said };
  if (isEmptyBinary(message.payload)) return { kind: 'empty' };
  // Recorders send an empty string beside their own status words; an array of silence alone says nothing.
  if (audio || message.payload === '') return { kind: 'nothing' };
  if (eventOf(message) === 'audio-start') return { kind: 'action', action: 'start', said };
  if (typeof message.payload === 'string') throw textNotAudio(message.payload, message);
  throw new AudioError(
    'not_audio',
    `msg.payload is ${describe(message.payload)}, not audio. Send a Buffer, or msg.action to control the stream.`,
  );
}

/** Reads a value as audio or control; undefined if it is neither. */
function audioIn(
  value: unknown,
  message: InputMessage,
  said: FormatProperties,
  stored: SampleFormat | undefined,
  depth: number,
): Input | undefined {
  if (typeof value === 'string') return textIn(value, message, said, stored, depth);
  if (isReadable(value)) return { kind: 'readable', readable: value, said };
  const expected = readNumberFormat(said) ?? stored;
  const bytes = bytesOf(value, expected);
  if (bytes) return audioOf(bytes.data, bytes.sampleFormat ? { ...said, ...samplesOf(bytes.sampleFormat) } : said);
  if (typeof value !== 'object' || value === null || depth >= WRAPPER_DEPTH) return undefined;
  return objectIn(value as Fields, message, said, stored, depth);
}

function textIn(
  text: string,
  message: InputMessage,
  said: FormatProperties,
  stored: SampleFormat | undefined,
  depth: number,
): Input | undefined {
  const word = text.length > 20 ? undefined : text.trim().toLowerCase();
  const action = word !== undefined && Object.hasOwn(CONTROL_WORDS, word) ? CONTROL_WORDS[word] : undefined;
  if (action) return { kind: 'action', action, said };
  const marked = /^(?:data:[^,]{0,200};base64,|audioData:)/.exec(text)?.[0];
  const isBase64 = marked !== undefined || (text !== '' && message.encoding === 'base64');
  if (isBase64) {
    const data = bytesOfBase64(text.slice(marked?.length ?? 0));
    if (!data) throw new AudioError('text_not_audio', 'msg.payload is marked as base64, but holds other characters.');
    return audioOf(data, said);
  }
  const object = parseObject(text);
  return object && depth < WRAPPER_DEPTH ? objectIn(object, message, said, stored, depth) : undefined;
}

function objectIn(
  object: Fields,
  message: InputMessage,
  said: FormatProperties,
  stored: SampleFormat | undefined,
  depth: number,
): Input | undefined {
  const telephony = telephonyIn(object);
  if (telephony) return telephony;
  if (isExitCode(object)) return { kind: 'action', action: 'finish', said };
  const inner = { ...said, ...formatPropertiesOf(object, Object(object.data) as object) };
  for (const name of WRAPPERS) {
    const wrapped = object[name];
    if (wrapped === undefined || wrapped === null || wrapped === '') continue;
    const asBase64 = name === 'fileBase64' || object.encoding === 'base64';
    const within = asBase64 ? { ...message, encoding: 'base64' } : message;
    const audio = audioIn(wrapped, within, inner, stored, depth + 1);
    if (audio?.kind !== 'audio') {
      if (audio) return audio;
      continue;
    }
    // A file that was recorded in a browser comes whole.
    return { ...audio, last: audio.last || name === 'fileBase64' || isLast(object) };
  }
  const event = eventOf(object);
  if (event === 'audio-start') return { kind: 'action', action: 'start', said: inner };
  if (event === 'audio-stop') return { kind: 'action', action: 'finish', said: inner };
  return object.action === undefined ? undefined : { kind: 'action', action: readAction(object.action), said: inner };
}

/** JSON of telephone lines: Twilio, and those who took its words. */
function telephonyIn(object: Fields): Input | undefined {
  const { event } = object;
  if (TELEPHONY_NOTES.includes(event)) return { kind: 'nothing' };
  if (event === 'start' && isObject(object.start)) {
    const { mediaFormat, media_format } = object.start;
    const format = [mediaFormat, media_format].find(isObject) ?? {};
    const said = { ...TELEPHONY_FORMAT, ...formatPropertiesOf(format) };
    return { kind: 'action', action: 'start', said, call: callOf(object) };
  }
  if (event === 'stop') return { kind: 'action', action: 'finish', said: TELEPHONY_FORMAT, call: callOf(object) };
  if (event !== 'media' || !isObject(object.media)) return undefined;
  const { payload } = object.media;
  const data = typeof payload === 'string' ? bytesOfBase64(payload) : undefined;
  if (!data) throw new AudioError('not_audio', 'The telephone message of type "media" holds no base64 audio.');
  if (data.length === 0) return { kind: 'nothing' };
  return { kind: 'audio', data, last: false, said: TELEPHONY_FORMAT, call: callOf(object, object.media) };
}

/** Twilio names the stream of a call `streamSid`, Plivo `streamId`, Telnyx `stream_id`. */
function callOf(object: Fields, media: Fields = {}): Call {
  const [id] = [object.streamSid, object.streamId, object.stream_id].filter((name) => typeof name === 'string');
  const { track } = media;
  return {
    ...(id !== undefined && { id: id.slice(0, LONGEST_NAME) }),
    ...(typeof track === 'string' && track !== '' && { track: track.slice(0, LONGEST_NAME) }),
  };
}

function audioOf(data: Buffer, said: FormatProperties): Input {
  // A WAV file says itself what it is, whatever the node before it says beside.
  return { kind: 'audio', data, last: false, said: startsWav(data) === true ? {} : said };
}

function samplesOf(sampleFormat: string): FormatProperties {
  return { encoding: sampleFormat, bits: undefined, width: undefined, byteOrder: undefined };
}

/** Whether the samples that are said to come are of 16 bits or floats. */
function readNumberFormat(said: FormatProperties): 's16le' | 'f32le' | undefined {
  const encoding = typeof said.encoding === 'string' ? said.encoding.toLowerCase() : '';
  if (/^(?:f(?:32|64)|pcm_f32|float)/.test(encoding)) return 'f32le';
  return /^(?:s16|pcm_s16|int16|signed)/.test(encoding) || Number(said.bits) === 16 || Number(said.width) === 2
    ? 's16le'
    : undefined;
}

/** The audio file of a form that was sent to an "http in" node. */
function uploadIn({ payload, req }: InputMessage): unknown {
  if (!isObject(req) || !Array.isArray(req.files) || ArrayBuffer.isView(payload)) return undefined;
  const files: Fields[] = req.files.filter(isObject);
  const isAudio = ({ mimetype }: Fields): boolean => typeof mimetype === 'string' && mimetype.startsWith('audio/');
  const file = files.length === 1 ? files[0] : files.find(isAudio);
  if (file) return file.buffer;
  if (files.length === 0) return undefined;
  throw new AudioError(
    'not_audio',
    `None of the ${files.length} files in msg.req.files is audio (mimetype audio/...).`,
  );
}

function isLast(message: InputMessage): boolean {
  if (message.complete === true || message.event === 'end' || message.status === 'stopRecording') return true;
  if (eventOf(message) === 'audio-stop') return true;
  const { parts, filename } = message;
  if (!isObject(parts)) return typeof filename === 'string' && filename !== '';
  // A file that ends with a full chunk is followed by a message without payload, whose index is the count (node "file in").
  return typeof parts.index === 'number' && typeof parts.count === 'number' && parts.index >= parts.count - 1;
}

/** Wyoming's word for what a message is. */
function eventOf({ event, type }: { event?: unknown; type?: unknown }): unknown {
  const words: unknown[] = ['audio-start', 'audio-chunk', 'audio-stop'];
  return [event, type].find((word) => words.includes(word));
}

/** What the third output of an "exec" node tells when the program has ended. */
function isExitCode(object: Fields): boolean {
  const names = Object.keys(object);
  return 'code' in object && names.every((name) => ['code', 'signal', 'message'].includes(name));
}

function readAction(action: unknown): Action {
  if (typeof action === 'string' && ACTIONS.includes(action)) return action as Action;
  const word = typeof action === 'string' && Object.hasOwn(CONTROL_WORDS, action) ? CONTROL_WORDS[action] : undefined;
  if (word) return word;
  const given = typeof action === 'string' ? `"${action.slice(0, 40)}"` : `of type ${typeof action}`;
  throw new AudioError('unknown_action', `msg.action ${given} is not one of ${ACTIONS.join(', ')}.`);
}

function textNotAudio(text: string, message: InputMessage): AudioError {
  const error = (hint: string): AudioError =>
    new AudioError('text_not_audio', `msg.payload is text, not audio. ${hint}`);
  if (message.interim !== undefined) {
    return error('It was recognised by the browser already: let the microphone record audio instead of speech.');
  }
  if (text.length >= 40 && bytesOfBase64(text)) return error('If it is base64, set msg.encoding to "base64".');
  if (/^[^\n]{0,1000}\.(?:wav|mp3|ogg|flac|m4a|mp4|aac|raw)$/i.test(text)) {
    return error('If it is the name of a file, read it with a "file in" node that gives a Buffer.');
  }
  return error(
    'Set the output of the node before this one (mqtt in, exec, ...) to "a Buffer"; text decoding destroys audio.',
  );
}

function parseObject(text: string): Fields | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isReadable(value: unknown): value is Readable {
  if (!isObject(value) || ArrayBuffer.isView(value)) return false;
  return typeof value.pipe === 'function' && typeof value.read === 'function' && typeof value.on === 'function';
}

function isEmptyBinary(value: unknown): boolean {
  return (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) && value.byteLength === 0;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
}
