import type { ServerMessage } from './messages';
import { nestsDeeper } from './nesting';
import {
  type Findings,
  type Shape,
  boolean,
  integer,
  isObject,
  list,
  number,
  object,
  string,
} from '../settings/validators';

/** A JSON object with a `message` that this client does not know. Newer servers may send one at any time. */
export interface UnknownMessage {
  message: string;
  [field: string]: unknown;
}

/**
 * The content of a frame from the server. `malformed`: not a message; `reason` says what is wrong, without quoting it.
 * `ignored`: a malformed detail that was removed from the message.
 */
export type ParsedFrame =
  | { kind: 'message'; message: ServerMessage; ignored?: string }
  | { kind: 'unknown'; message: UnknownMessage }
  | { kind: 'malformed'; reason: string };

/**
 * Limit of nesting in a frame. The messages of the protocol have 8 levels; much deeper ones overflow the stack of recursive
 * functions, such as those by which Node-RED copies messages.
 */
const DEEPEST = 64;

/** Limit of characters in a frame: an hour of speech in one message. A larger one would block the process for seconds. */
const LARGEST = 2 * 1024 * 1024;

/**
 * Reads a frame, text or binary: the official mock server sends its JSON as binary frames (docs/protocol.md, 6.1).
 * The result conforms to the types: optional fields that are null, and malformed details, are removed. Enumerations are
 * open, since servers add values. An Error is accepted however incomplete it is, because it ends the session. Never throws.
 */
export function parseServerMessage(data: string | Buffer | ArrayBuffer | Buffer[]): ParsedFrame {
  const text = asText(data);
  if (text.length > LARGEST) return { kind: 'malformed', reason: `the frame has over ${LARGEST} characters` };
  if (nestsDeeper(text, DEEPEST)) return { kind: 'malformed', reason: `the frame is nested in over ${DEEPEST} levels` };
  const value = parseJson(text);
  if (!isObject(value) || typeof value.message !== 'string') {
    return { kind: 'malformed', reason: 'the frame is not a JSON object with a message name' };
  }
  const { message } = value;
  if (!isServerMessage(message)) return { kind: 'unknown', message: { ...value, message } };
  const completed = message === 'Error' ? { ...value, ...completeError(value) } : value;
  const findings: Findings = {};
  const fault = shapes[message](completed, findings);
  if (fault !== undefined) return { kind: 'malformed', reason: `${message}: ${fault.slice(1)}` };
  return {
    kind: 'message',
    message: completed as unknown as ServerMessage,
    ...(findings.ignored !== undefined && { ignored: `${message}: ${findings.ignored.slice(1)}` }),
  };
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

const channel = { channel: string };

/** The optional fields of a result. Alternatives may have them too; translations keep them unchanged. */
const resultDetails = {
  type: string,
  attaches_to: string,
  is_eos: boolean,
  volume: number,
  entity_class: string,
  score: number,
  speaker: string,
  spoken_form: results,
  written_form: results,
  ...channel,
};

const alternative = object(
  { content: string },
  {
    details: {
      ...resultDetails,
      confidence: number,
      language: string,
      tags: list(string),
      display: object({}, { details: { direction: string } }),
      alternatives,
    },
  },
);

const result = object({ type: string, ...times }, { optional: { alternatives }, details: resultDetails });

// Functions, since results contain results.
function results(value: unknown, findings: Findings): string | undefined {
  return list(result)(value, findings);
}

function alternatives(value: unknown, findings: Findings): string | undefined {
  return list(alternative)(value, findings);
}

const transcript = object(
  { metadata: object({ ...times, transcript: string }), results },
  { details: { ...channel, format: string, forced: boolean } },
);

const translation = object(
  { language: string, results: list(object({ content: string, ...times }, { details: resultDetails })) },
  { details: { format: string } },
);

const remarkDetails = { code: number, seq_no: number };

const shapes: Record<ServerMessage['message'], Shape> = {
  RecognitionStarted: object(
    {},
    {
      details: {
        id: string,
        orchestrator_version: string,
        language_pack_info: object(
          {},
          {
            details: {
              word_delimiter: string,
              language_description: string,
              writing_direction: string,
              itn: boolean,
              adapted: boolean,
            },
          },
        ),
        channel_ids: list(string),
        channels: list(string),
      },
    },
  ),
  AudioAdded: object({ seq_no: integer }),
  ChannelAudioAdded: object({ channel: string, seq_no: integer }),
  AddPartialTranscript: transcript,
  AddTranscript: transcript,
  EndOfUtterance: object({}, { details: { metadata: object(times), forced: boolean, ...channel } }),
  AddPartialTranslation: translation,
  AddTranslation: translation,
  AudioEventStarted: object(
    { event: object({ type: string, start_time: number }, { details: { confidence: number } }) },
    { details: channel },
  ),
  AudioEventEnded: object({ event: object({ type: string, end_time: number }) }, { details: channel }),
  SpeakersResult: object({ speakers: list(object({ label: string, speaker_identifiers: list(string) })) }),
  EndOfTranscript: object({}),
  Info: object(
    { type: string, reason: string },
    {
      details: {
        ...remarkDetails,
        quality: string,
        usage: number,
        quota: number,
        last_updated: string,
        region: string,
      },
    },
  ),
  Warning: object({ type: string, reason: string }, { details: { ...remarkDetails, duration_limit: number } }),
  Error: object({ type: string, reason: string }, { details: remarkDetails }),
};
