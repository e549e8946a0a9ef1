import type { Readable } from 'node:stream';
import { types } from 'node:util';
import { isObject } from '../settings/validators';
import { AudioError, type SampleFormat } from './format';
import { findFrames } from './container';
import { readFormatName } from './format-names';
import { formatPropertiesOf, namesSamples, type FormatProperties } from './format-properties';
import { descriptionIn } from './json-description';
import { endsAudio, isBase64Under, isKeepAliveMessage, isLastFrame, mayHoldAudio, WRAPPERS } from './json-audio';
import { controlIn, controlInBytes, readAction, type Action } from './control-words';
import { bytesOfEncodedText } from './encoded-text';
import { bytesOf } from './payload';
import { notAudio, textNotAudio } from './refused-payload';
import { id3TagLength, signatureOf } from './signatures';
import { readTelephony, type Call, type TelephonyMessage } from './telephony';
import { isTextBytes, mayBeShortObject } from './text-bytes';

/**
 * The meaning of a message to the transcribe node. `last`: the stream ends with this audio. `hints`: the source's description
 * of the audio, for `readFormat`. Each Buffer of a `readable` counts as the payload of a message; its end ends the stream.
 */
export type Input =
  | { kind: 'audio'; data: Buffer; last: boolean; hints: FormatProperties; call?: Call }
  | { kind: 'readable'; readable: Readable; hints: FormatProperties }
  | { kind: 'action'; action: Action; hints: FormatProperties; call?: Call }
  /** The end of the stream, if nothing follows for a moment. */
  | { kind: 'empty' }
  | { kind: 'nothing' };

/** The properties that are read. A message may be any object, so each is checked before use. */
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
  format?: unknown;
  req?: unknown;
  headers?: unknown;
  fromip?: unknown;
  _session?: unknown;
}

type Fields = Record<string, unknown>;

/** Kinds of formats that are samples. */
const SAMPLE_KINDS: ReadonlySet<unknown> = new Set(['linear', 'signed', 'unsigned', 'float', 'mulaw', 'alaw']);

/** The deepest nesting of wrappers that is followed. */
const WRAPPER_DEPTH = 4;
/** Bytes. */
const LONGEST_KEEP_ALIVE = 4;
const AZURE_NOTICE = /^(?:[a-z-]{1,40}:[^\r\n]{0,200}\r\n){0,10}path:\s*([a-z.]{1,40})\r\n/i;
const NOTICE = /^([A-Z]+(?:_[A-Z]+)+)((?:\s+[a-z_]{1,40}:\S{0,200}){0,20})$/;

/**
 * Reads a message. Audio bytes take precedence over `action`, since other nodes use that name too.
 *
 * @param sampleFormat sample format of the open stream, for numbers that could be integers or floats
 * @throws AudioError `text_not_audio`, `not_audio`, `unknown_action`
 */
export function readInput(message: InputMessage, sampleFormat?: SampleFormat): Input {
  const ends = marksEnd(message);
  const upload = uploadIn(message);
  const payload = upload?.buffer ?? withSeparator(message);
  const told = formatPropertiesOf(message, ...contentTypesOf(message, upload));
  const audio = isWholeFrame(message)
    ? objectIn(message as Fields, message, told, sampleFormat, 0)
    : audioIn(payload, message, told, sampleFormat, 0);
  if (audio?.kind === 'audio' && isKeepAliveDatagram(message, audio.data)) return { kind: 'nothing' };
  if (audio?.kind === 'audio' && audio.data.length > 0) {
    return { ...audio, last: ends || upload !== undefined || isWholeFile(message) || audio.last };
  }
  if (audio && audio.kind !== 'audio') return audio;
  const hints = audio?.hints ?? told;
  if (message.action !== undefined) return { kind: 'action', action: readAction(message.action), hints };
  const event = eventOf(message);
  if (event === 'audio-start') return { kind: 'action', action: 'start', hints };
  if (event === 'audio-stop') return { kind: 'action', action: 'finish', hints };
  const isEmpty = payload === undefined || payload === null || payload === '' || isEmptyBinary(payload);
  if ((isEmpty || audio) && (ends || isWholeFile(message))) {
    return { kind: 'action', action: 'finish', hints };
  }
  if (isEmptyBinary(payload)) return { kind: 'empty' };
  // Recorders send an empty string with their status; an array of zeros could be anything.
  if (audio || payload === '') return { kind: 'nothing' };
  throw typeof payload === 'string' ? textNotAudio(payload, message) : notAudio(payload, message);
}

/** Reads a value as audio or control; undefined if it is neither. */
function audioIn(
  value: unknown,
  message: InputMessage,
  hints: FormatProperties,
  sampleFormat: SampleFormat | undefined,
  depth: number,
): Input | undefined {
  if (typeof value === 'string') return textIn(value, message, hints, sampleFormat, depth);
  if (isReadable(value)) return { kind: 'readable', readable: value, hints };
  const expected = readNumberFormat(hints) ?? sampleFormat;
  const bytes = bytesOf(value, expected);
  const isText = bytes && mayBeText(bytes.data);
  const text = isText ? textIn(bytes.data.toString(), message, hints, sampleFormat, depth) : undefined;
  if (text) return text;
  if (bytes) return audioOf(bytes.data, bytes.sampleFormat ? { ...hints, ...samplesOf(bytes.sampleFormat) } : hints);
  if (typeof value !== 'object' || value === null || depth >= WRAPPER_DEPTH) return undefined;
  return objectIn(value as Fields, message, hints, sampleFormat, depth);
}

function mayBeText(bytes: Buffer): boolean {
  return isTextBytes(bytes) || controlInBytes(bytes) !== undefined || mayBeShortObject(bytes);
}

function textIn(
  text: string,
  message: InputMessage,
  hints: FormatProperties,
  sampleFormat: SampleFormat | undefined,
  depth: number,
): Input | undefined {
  if (text !== '' && text.trim() === '') return { kind: 'nothing' };
  const control = controlIn(text);
  if (control) return control === 'nothing' ? { kind: 'nothing' } : { kind: 'action', action: control, hints };
  const encoded = bytesOfEncodedText(text, message);
  if (encoded) return audioOf(encoded.data, { ...hints, ...encoded.hints });
  if (depth >= WRAPPER_DEPTH) return undefined;
  const value = parseJson(text) ?? parseNotice(text);
  if (Array.isArray(value)) return listIn(value, message, hints, sampleFormat);
  return isObject(value) ? objectIn(value, message, hints, sampleFormat, depth) : undefined;
}

/** Reads a JSON list: samples, or objects without audio, which are ignored. */
function listIn(
  list: readonly unknown[],
  message: InputMessage,
  hints: FormatProperties,
  sampleFormat: SampleFormat | undefined,
): Input | undefined {
  const isSamples = list.length > 0 && list.every((value) => typeof value === 'number');
  return isSamples ? audioIn(list, message, hints, sampleFormat, WRAPPER_DEPTH) : noteIn(list, message, sampleFormat);
}

function objectIn(
  object: Fields,
  message: InputMessage,
  hints: FormatProperties,
  sampleFormat: SampleFormat | undefined,
  depth: number,
): Input | undefined {
  const telephony = readTelephony(object);
  if (telephony) return telephonyInput(telephony);
  if (isKeepAliveMessage(object)) return { kind: 'nothing' };
  if (isExitCode(object)) return { kind: 'action', action: 'finish', hints };
  const described = descriptionIn(object);
  const inner = { ...hints, ...described };
  for (const name of WRAPPERS) {
    const value = object[name];
    if (value === undefined || value === null || value === '') continue;
    const wrapped = Array.isArray(value) && isObject(value[0]) && value.length === 1 ? value[0] : value;
    // The type of a message, not its content.
    if (name === 'event' && !isObject(wrapped)) continue;
    const isBase64 = typeof wrapped === 'string' && isBase64Under(name, wrapped);
    const within = isBase64 || object.encoding === 'base64' ? { ...message, encoding: 'base64' } : message;
    const audio = audioIn(wrapped, within, inner, sampleFormat, depth + 1);
    if (audio?.kind !== 'audio') {
      if (audio) return audio;
      continue;
    }
    // A browser sends a recorded file in one piece.
    const isLast = name === 'fileBase64' || marksEnd(object) || isWholeFile(object) || isLastFrame(object);
    return { ...audio, last: audio.last || isLast };
  }
  const event = eventOf(object);
  if (event === 'audio-start') return { kind: 'action', action: 'start', hints: inner };
  if (event === 'audio-stop' || endsAudio(object)) return { kind: 'action', action: 'finish', hints: inner };
  if (object.action !== undefined) return { kind: 'action', action: readAction(object.action), hints: inner };
  // The object around it decides.
  if (depth > 0) return undefined;
  const describes = [described.rate, described.encoding, described.format].some((word) => word !== undefined);
  return describes ? { kind: 'action', action: 'start', hints: inner } : noteIn(object, message, sampleFormat);
}

/** Objects without audio that are ignored: messages of a WebSocket, and any while a stream is open. */
function noteIn(object: object, message: InputMessage, sampleFormat: SampleFormat | undefined): Input | undefined {
  const isBetweenFrames =
    sampleFormat !== undefined || (isObject(message._session) && message._session.type === 'websocket');
  return isBetweenFrames && Object.keys(object).length > 0 && !mayHoldAudio(object) ? { kind: 'nothing' } : undefined;
}

function telephonyInput(message: TelephonyMessage): Input {
  if (message.kind === 'nothing') return message;
  if (message.kind === 'media') return { ...message, kind: 'audio', last: false };
  return { ...message, kind: 'action', action: message.kind === 'start' ? 'start' : 'finish' };
}

function audioOf(data: Buffer, hints: FormatProperties): Input {
  // The signature of a file overrides any description.
  const signature = signatureOf(data);
  const isFile =
    (signature !== undefined && 'container' in signature) ||
    id3TagLength(data) !== undefined ||
    (!namesSamples(hints) && findFrames(data) === 'container');
  return { kind: 'audio', data, last: false, hints: isFile ? {} : hints };
}

function samplesOf(sampleFormat: string): FormatProperties {
  return { encoding: sampleFormat, bits: undefined, width: undefined, byteOrder: undefined };
}

/** Whether the description means 16-bit integers or floats. */
function readNumberFormat(hints: FormatProperties): 's16le' | 'f32le' | undefined {
  const encoding = typeof hints.encoding === 'string' ? hints.encoding.toLowerCase() : '';
  if (/^(?:f(?:32|64)|pcm_f32|float)/.test(encoding)) return 'f32le';
  return /^(?:s16|pcm_s16|int16|signed)/.test(encoding) || isNumber(hints.bits, 16) || isNumber(hints.width, 2)
    ? 's16le'
    : undefined;
}

function isNumber(value: unknown, number: number): boolean {
  return value === number || value === String(number);
}

/** The audio file of a form that was sent to an "http in" node. */
function uploadIn({ payload, req }: InputMessage): Fields | undefined {
  if (!isObject(req) || !Array.isArray(req.files) || ArrayBuffer.isView(payload)) return undefined;
  const files: Fields[] = req.files.filter(isObject);
  const isAudio = ({ mimetype }: Fields): boolean => typeof mimetype === 'string' && mimetype.startsWith('audio/');
  const file = files.length === 1 ? files[0] : files.find(isAudio);
  if (file) return file;
  if (files.length === 0) return undefined;
  throw new AudioError(
    'not_audio',
    `None of the ${files.length} files in msg.req.files is audio (mimetype audio/...).`,
  );
}

/** The content types of an upload, a request's body, or a response. */
function contentTypesOf({ req, headers }: InputMessage, upload: Fields | undefined): Fields[] {
  const said = upload ? [upload] : [isObject(req) && req.headers, headers].filter(isObject);
  const types = said.map((one) => one['content-type'] ?? one.mimetype);
  return types.flatMap((type) => (isSampleType(type) ? [{ encoding: type }] : []));
}

function isSampleType(type: unknown): boolean {
  return typeof type === 'string' && /^audio\//i.test(type) && SAMPLE_KINDS.has(readFormatName(type)?.kind);
}

/** Whether a message is a parsed text frame, from a "websocket in" node that sends the entire message. */
function isWholeFrame({ payload, _session, action }: InputMessage): boolean {
  return payload === undefined && action === undefined && isObject(_session) && _session.type === 'websocket';
}

/** Datagrams are never split, so one of a few bytes is a NAT keep-alive, not audio. */
function isKeepAliveDatagram({ fromip }: InputMessage, data: Buffer): boolean {
  return typeof fromip === 'string' && data.length > 0 && data.length <= LONGEST_KEEP_ALIVE;
}

/** Whether a message marks the end of its stream. */
function marksEnd(message: InputMessage): boolean {
  if (message.complete === true || message.event === 'end' || message.status === 'stopRecording') return true;
  if (eventOf(message) === 'audio-stop') return true;
  const { parts } = message;
  if (!isObject(parts)) return false;
  // A file that ends with a full chunk is followed by a message without payload, whose index is the count (node "file in").
  return typeof parts.index === 'number' && typeof parts.count === 'number' && parts.index >= parts.count - 1;
}

/** Whether a message is a file that was read at once. */
function isWholeFile({ filename, parts }: InputMessage): boolean {
  return !isObject(parts) && typeof filename === 'string' && filename !== '';
}

/** The payload of a message, with the bytes at which a "split" node cut a Buffer, which it removes. */
function withSeparator({ payload, parts }: InputMessage): unknown {
  if (!Buffer.isBuffer(payload) || !isObject(parts) || parts.type !== 'buffer' || parts.index === 0) return payload;
  const separator = bytesOfSeparator(parts.ch);
  return separator.length === 0 ? payload : Buffer.concat([separator, payload]);
}

function bytesOfSeparator(separator: unknown): Buffer {
  if (typeof separator === 'string') return Buffer.from(separator);
  const isBytes = (value: unknown): value is number[] => Array.isArray(value) && value.every(Number.isInteger);
  return Buffer.isBuffer(separator) || isBytes(separator) ? Buffer.from(separator) : Buffer.alloc(0);
}

/** Wyoming has the type of a message under either name. */
function eventOf({ event, type }: { event?: unknown; type?: unknown }): unknown {
  const words: unknown[] = ['audio-start', 'audio-chunk', 'audio-stop'];
  return [event, type].find((word) => words.includes(word));
}

/** Whether an object is the exit code from the third output of an "exec" node. */
function isExitCode(object: Fields): boolean {
  const names = Object.keys(object);
  return 'code' in object && names.every((name) => ['code', 'signal', 'message'].includes(name));
}

/** Parses a JSON object or list; undefined for other text. */
function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/**
 * Parses the text that Asterisk sends between frames of audio: `MEDIA_START format:ulaw ptime:20`. Azure Speech sends lines of
 * a header before JSON instead, which describe no audio.
 */
function parseNotice(text: string): Fields | undefined {
  const path = AZURE_NOTICE.exec(text)?.[1];
  if (path !== undefined) return { path };
  const [, event, fields] = NOTICE.exec(text.trim()) ?? [];
  if (event === undefined) return undefined;
  const pairs = (fields ?? '').matchAll(/([a-z_]+):(\S*)/g);
  return Object.fromEntries([...Array.from(pairs, ([, name = '', value]) => [name, value] as const), ['event', event]]);
}

function isReadable(value: unknown): value is Readable {
  if (!isObject(value) || ArrayBuffer.isView(value)) return false;
  return typeof value.pipe === 'function' && typeof value.read === 'function' && typeof value.on === 'function';
}

function isEmptyBinary(value: unknown): boolean {
  return (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) && value.byteLength === 0;
}
