import type {
  AddChannelAudio,
  ClientMessage,
  EndOfChannel,
  EndOfStream,
  ForceEndOfUtterance,
  GetSpeakers,
  SetRecognitionConfig,
} from '../../speech-api/messages';
import { isObject } from '../../settings/validators';
import { nestsDeeper } from '../../speech-api/nesting';
import { anything, boolean, integer, number, object, quote, text, type Rule } from './field-rules';
import { ProtocolError } from './protocol-error';

type Unread<Name extends ClientMessage['message']> = { message: Name } & Record<string, unknown>;

/** A message whose configuration was not read yet. */
export type ReceivedMessage =
  | Unread<'StartRecognition'>
  | Unread<'SetRecognitionConfig'>
  | AddChannelAudio
  | EndOfChannel
  | EndOfStream
  | ForceEndOfUtterance
  | GetSpeakers;

/** Limit of nesting; a configuration has 6 levels, and deeper JSON would block the thread. */
const MAX_LEVELS = 64;

/** Fields of every message; configurations are validated by their own readers. */
const messageRules: Record<ClientMessage['message'], Rule> = {
  StartRecognition: anything,
  SetRecognitionConfig: object<SetRecognitionConfig>({ message: text, transcription_config: anything }),
  AddChannelAudio: object<AddChannelAudio>({ message: text, channel: text, data: text }, 'channel', 'data'),
  EndOfChannel: object<EndOfChannel>({ message: text, channel: text, last_seq_no: integer(0) }, 'channel'),
  EndOfStream: object<EndOfStream>({ message: text, last_seq_no: integer(0) }, 'last_seq_no'),
  ForceEndOfUtterance: object<ForceEndOfUtterance>({ message: text, timestamp: number(0, Infinity), channel: text }),
  GetSpeakers: object<GetSpeakers>({ message: text, final: boolean }),
};

/**
 * Reads a text frame.
 *
 * @throws ProtocolError `invalid_message`
 */
export function readClientMessage(frame: string): ReceivedMessage {
  const message = parse(frame);
  if (!isObject(message)) throw new ProtocolError('invalid_message', 'the message is not a JSON object');
  const name = message.message;
  if (typeof name !== 'string')
    throw new ProtocolError('invalid_message', 'the message has no name in its field "message"');
  if (!isKnown(name)) throw new ProtocolError('invalid_message', `the message "${quote(name)}" is not known`);
  const fault = messageRules[name](message, name);
  if (fault !== undefined) throw new ProtocolError('invalid_message', fault);
  return message as unknown as ReceivedMessage;
}

function parse(frame: string): unknown {
  if (nestsDeeper(frame, MAX_LEVELS)) {
    throw new ProtocolError('invalid_message', `the message is nested in more than ${MAX_LEVELS} levels`);
  }
  try {
    return JSON.parse(frame);
  } catch {
    throw new ProtocolError('invalid_message', 'the message is not JSON');
  }
}

function isKnown(name: string): name is ClientMessage['message'] {
  return Object.hasOwn(messageRules, name);
}
