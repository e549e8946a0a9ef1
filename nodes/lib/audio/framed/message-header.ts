import { isObject } from '../../settings/validators';
import { AudioError } from '../format';
import type { FormatProperties } from '../format-properties';
import { descriptionIn } from '../json-description';
import type { Finding, FrameEvent, FramedProtocol, Unwrapper } from './unwrapper';

/** Bytes of the longest header. */
const LONGEST = 4096;
/** A header of text lines. */
const LINES = /^(?:[A-Za-z][A-Za-z0-9-]{0,60}:[\x20-\x7e]*(?:\r\n|$)){1,20}$/;

/** The audio of one message, and the format in the header before it. */
interface Message {
  audio: Buffer;
  hints: FormatProperties;
}

/**
 * Messages of a WebSocket that begin with the length of a header, the header and then audio: JSON, as RealtimeSTT has it, or
 * lines of text, as Azure Speech has them.
 */
export const messageHeader: FramedProtocol = {
  name: 'messages with a header',
  find: ([first]): Finding => (first && readMessage(first) ? 'found' : 'none'),
  unwrap: () => new MessageHeaderUnwrapper(),
};

class MessageHeaderUnwrapper implements Unwrapper {
  private isLost = false;

  get lost(): boolean {
    return this.isLost;
  }

  read(data: Buffer): FrameEvent[] {
    const message = readMessage(data);
    if (message)
      return message.audio.length === 0 ? [] : [{ kind: 'audio', data: message.audio, hints: message.hints }];
    this.isLost = true;
    const reason =
      'A message has no header before its audio, and those before it had one. Send each client from a connection of its own.';
    return [{ kind: 'refused', error: new AudioError('unsupported_audio', reason) }, { kind: 'end' }];
  }

  end(): FrameEvent[] {
    return [];
  }
}

function readMessage(bytes: Buffer): Message | undefined {
  return readJson(bytes) ?? readLines(bytes);
}

function readJson(bytes: Buffer): Message | undefined {
  const length = bytes.length < 6 || bytes[4] !== 0x7b ? 0 : bytes.readUInt32LE(0);
  const end = 4 + length;
  if (length < 2 || length > LONGEST || end > bytes.length || bytes[end - 1] !== 0x7d) return undefined;
  try {
    const header: unknown = JSON.parse(bytes.toString('utf8', 4, end));
    return isObject(header) ? { audio: bytes.subarray(end), hints: descriptionIn(header) } : undefined;
  } catch {
    return undefined;
  }
}

function readLines(bytes: Buffer): Message | undefined {
  const length = bytes.length < 8 ? 0 : bytes.readUInt16BE(0);
  const end = 2 + length;
  if (length < 6 || length > LONGEST || end > bytes.length) return undefined;
  const text = bytes.toString('latin1', 2, end);
  return LINES.test(text) && /^path:/im.test(text) ? { audio: bytes.subarray(end), hints: {} } : undefined;
}
