import type { ServerMessage } from './messages';
import { type Shape, integer, isObject, list, number, object, optional, string } from './shape';

/** A JSON object with a `message` that this client does not know. Newer servers may send such at any time. */
export interface UnknownMessage {
  message: string;
  [field: string]: unknown;
}

/** What a frame from the server holds. `malformed`: no message; `reason` says what is wrong, without its content. */
export type ParsedFrame =
  | { kind: 'message'; message: ServerMessage }
  | { kind: 'unknown'; message: UnknownMessage }
  | { kind: 'malformed'; reason: string };

/**
 * Reads a frame, text or binary: the official mock server sends its JSON as binary frames (protocol reference section
 * 2). Checks what a consumer would fall over, not more; enumerations are left open, since servers add to them. Any Error
 * is one, however incomplete, because it ends the session. Never throws.
 */
export function parseServerMessage(data: string | Buffer | ArrayBuffer | Buffer[]): ParsedFrame {
  const value = parseJson(asText(data));
  if (!isObject(value) || typeof value.message !== 'string') {
    return { kind: 'malformed', reason: 'the frame is no JSON object with a message name' };
  }
  const { message } = value;
  if (!isServerMessage(message)) return { kind: 'unknown', message: { ...value, message } };
  const completed = message === 'Error' ? { ...value, ...completeError(value) } : value;
  const fault = shapes[message](completed, '');
  if (fault !== undefined) return { kind: 'malformed', reason: `${message}: ${fault}` };
  return { kind: 'message', message: completed as unknown as ServerMessage };
}

function asText(data: string | Buffer | ArrayBuffer | Buffer[]): string {
  if (typeof data === 'string') return data;
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString();
  return (Array.isArray(data) ? Buffer.concat(data) : data).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isServerMessage(message: string): message is ServerMessage['message'] {
  return Object.hasOwn(shapes, message);
}

function completeError({ type, reason }: Record<string, unknown>): { type: string; reason: string } {
  return {
    type: typeof type === 'string' ? type : 'unknown_error',
    reason: typeof reason === 'string' ? reason : '',
  };
}

const times = { start_time: number, end_time: number };

const transcript = object({
  metadata: object({ ...times, transcript: string }),
  results: list(
    object({
      type: string,
      ...times,
      alternatives: optional(list(object({ content: string, speaker: optional(string) }))),
      attaches_to: optional(string),
    }),
  ),
  channel: optional(string),
});

const translation = object({ language: string, results: list(object({ content: string, ...times })) });

const remark = object({ type: string, reason: string });

const shapes: Record<ServerMessage['message'], Shape> = {
  RecognitionStarted: object({
    id: string,
    language_pack_info: optional(object({ word_delimiter: string })),
    channel_ids: optional(list(string)),
    channels: optional(list(string)),
  }),
  AudioAdded: object({ seq_no: integer }),
  ChannelAudioAdded: object({ channel: string, seq_no: integer }),
  AddPartialTranscript: transcript,
  AddTranscript: transcript,
  EndOfUtterance: object({ metadata: optional(object(times)), channel: optional(string) }),
  AddPartialTranslation: translation,
  AddTranslation: translation,
  AudioEventStarted: object({ event: object({ type: string, start_time: number }), channel: optional(string) }),
  AudioEventEnded: object({ event: object({ type: string, end_time: number }), channel: optional(string) }),
  SpeakersResult: object({ speakers: list(object({ label: string, speaker_identifiers: list(string) })) }),
  EndOfTranscript: object({}),
  Info: remark,
  Warning: remark,
  Error: remark,
};
