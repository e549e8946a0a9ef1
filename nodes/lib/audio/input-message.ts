import { AudioError, bytesPerSample, DEFAULT_FORMAT, type Format, type RawEncoding, type RawFormat } from './format';
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

/** The words with which real sources mark start and end in `msg.payload`. */
const CONTROL_WORDS: Partial<Record<string, Action>> = { start: 'start', stop: 'finish' };

/** What a message to the transcribe node means. `last`: no audio of this stream comes after it. */
export type Input =
  { kind: 'audio'; data: Buffer; last: boolean } | { kind: 'action'; action: Action } | { kind: 'nothing' };

/** The properties that are read; a message is any object, so each is checked before use. */
export interface InputMessage {
  payload?: unknown;
  action?: unknown;
  complete?: unknown;
  event?: unknown;
  status?: unknown;
  parts?: unknown;
  rate?: unknown;
  sample_rate?: unknown;
  encoding?: unknown;
  bits?: unknown;
  width?: unknown;
  channels?: unknown;
}

/**
 * Reads what a message brings. Audio bytes win over `action`, since other nodes use that name too.
 *
 * @throws AudioError `text_not_audio`, `not_audio`, `unknown_action`
 */
export function readInput(message: InputMessage): Input {
  const { payload } = message;
  const last = isLast(message);
  if (payload instanceof Uint8Array && payload.length > 0) {
    const data = Buffer.isBuffer(payload)
      ? payload
      : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    return { kind: 'audio', data, last };
  }
  if (message.action !== undefined) return { kind: 'action', action: readAction(message.action) };
  if (last || payload instanceof Uint8Array) return { kind: 'action', action: 'finish' };
  if (typeof payload !== 'string') {
    throw new AudioError(
      'not_audio',
      `msg.payload is ${describe(payload)}, not audio. Send a Buffer, or msg.action to control the stream.`,
    );
  }
  const word = CONTROL_WORDS[payload.trim().toLowerCase()];
  if (word) return { kind: 'action', action: word };
  // Recorders send an empty string beside their own status words.
  if (payload === '') return { kind: 'nothing' };
  throw new AudioError(
    'text_not_audio',
    'msg.payload is text, not audio. Set the output of the node before this one to "a Buffer"; text decoding destroys audio.',
  );
}

/**
 * The format of a stream that does not start with a WAV header: the properties that audio nodes set, then the node's
 * setting, then 16 kHz 16-bit PCM. Numbers may be strings.
 *
 * @throws AudioError `invalid_audio_format`, `unsupported_audio`
 */
export function readFormat(message: InputMessage, setting: Format | { type: 'auto' }): Format {
  if (setting.type === 'file') return setting;
  const fallback: RawFormat = setting.type === 'raw' ? setting : DEFAULT_FORMAT;
  const { payload } = message;
  // A WAV file says itself what it is, whatever the node before it says beside.
  if (payload instanceof Uint8Array && startsWav(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength))) {
    return fallback;
  }
  const channels = readNumber(message.channels, 'channels') ?? 1;
  const width = readNumber(message.width, 'width');
  const bits = readNumber(message.bits, 'bits') ?? (width === undefined ? undefined : width * 8);
  const encoding = readEncoding(message.encoding, bits, fallback.encoding);
  if (channels !== 1) {
    throw new AudioError('unsupported_audio', `The audio has ${channels} channels. Send one channel, or a WAV file.`);
  }
  const rate = readNumber(message.rate ?? message.sample_rate, 'rate') ?? fallback.sample_rate;
  return { type: 'raw', encoding, sample_rate: rate };
}

function isLast(message: InputMessage): boolean {
  if (message.complete === true || message.event === 'end' || message.status === 'stopRecording') return true;
  const parts = message.parts as { index?: unknown; count?: unknown } | null | undefined;
  // A file that ends with a full chunk is followed by a message without payload, whose index is the count (node "file in").
  return typeof parts?.index === 'number' && typeof parts.count === 'number' && parts.index >= parts.count - 1;
}

function readAction(action: unknown): Action {
  if (typeof action === 'string' && ACTIONS.includes(action)) return action as Action;
  throw new AudioError('unknown_action', `msg.action ${JSON.stringify(action)} is not one of ${ACTIONS.join(', ')}.`);
}

function isRawEncoding(value: unknown): value is RawEncoding {
  return value === 'pcm_s16le' || value === 'pcm_f32le' || value === 'mulaw';
}

/** The names that audio nodes and sox use for what the protocol takes. */
function readEncoding(value: unknown, bits: number | undefined, fallback: RawEncoding): RawEncoding {
  if (isRawEncoding(value)) return value;
  const name = typeof value === 'string' && value !== '' ? value.toLowerCase() : undefined;
  if (name === undefined && (bits === undefined || bits === bytesPerSample(fallback) * 8)) return fallback;
  const encoding = name ?? 'signed-integer';
  if (['signed-integer', 's16le', 'l16', 'linear16'].includes(encoding) && (bits ?? 16) === 16) return 'pcm_s16le';
  if (['floating-point', 'float', 'f32le'].includes(encoding) && (bits ?? 32) === 32) return 'pcm_f32le';
  if (['mu-law', 'u-law', 'ulaw'].includes(encoding)) return 'mulaw';
  throw new AudioError(
    'unsupported_audio',
    `The audio is "${encoding}"${bits === undefined ? '' : ` with ${bits} bits`}. Send 16-bit or 32-bit float PCM, mu-law, or a WAV file.`,
  );
}

function readNumber(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  throw new AudioError('invalid_audio_format', `msg.${name} must be a number above 0.`);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
}
