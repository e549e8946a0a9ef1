import { isObject } from '../../settings/validators';
import { AudioError } from '../format';
import { formatPropertiesOf, type FormatProperties } from '../format-properties';
import { ByteQueue } from './byte-queue';
import type { Finding, FrameEvent, FramedProtocol, Unwrapper } from './unwrapper';

/** The most bytes of a header line, of the JSON after it, and of the audio of one event. */
const LIMITS = { header: 8 * 1024, data: 256 * 1024, payload: 4 * 1024 * 1024 };
const NEWLINE = 0x0a;
const BRACE = 0x7b;
/** The start of a header, up to its first name. Quiet 8-bit samples may also begin with a brace. */
const BEGINNING = /^\{[ \t\r]*(?:"[\x20-\x7e]*)?$/;

interface Header {
  type: string;
  data: Record<string, unknown>;
  dataLength: number;
  payloadLength: number;
}

/** Wyoming: events of a line of JSON, which has the lengths of more JSON and of audio. https://github.com/rhasspy/wyoming */
export const wyoming: FramedProtocol = {
  name: 'Wyoming',
  find: (messages) => findHeader(messages),
  unwrap: () => new WyomingUnwrapper(),
};

/** Looks for a line of JSON with a type, and with lengths or a version, which only this protocol has. */
function findHeader(messages: readonly Buffer[]): Finding {
  if (messages[0]?.[0] !== BRACE) return 'none';
  const bytes = Buffer.concat(messages);
  const end = bytes.indexOf(NEWLINE);
  const line = end < 0 ? bytes : bytes.subarray(0, end);
  if (line.length > LIMITS.header || line.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0d)) return 'none';
  if (end < 0) return BEGINNING.test(line.toString('latin1', 0, 64)) ? 'unclear' : 'none';
  const header = readHeader(line);
  const isKnown =
    header !== undefined &&
    /^(audio-(start|chunk|stop)|transcribe|describe|detect|run-pipeline|ping)$/.test(header.type);
  return isKnown ? 'found' : 'none';
}

function readHeader(line: Buffer): Header | undefined {
  let object: unknown;
  try {
    object = JSON.parse(line.toString());
  } catch {
    return undefined;
  }
  if (!isObject(object) || typeof object.type !== 'string') return undefined;
  const dataLength = object.data_length ?? 0;
  const payloadLength = object.payload_length ?? 0;
  if (!isLength(dataLength, LIMITS.data) || !isLength(payloadLength, LIMITS.payload)) return undefined;
  return { type: object.type, data: isObject(object.data) ? object.data : {}, dataLength, payloadLength };
}

function isLength(value: unknown, limit: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= limit;
}

class WyomingUnwrapper implements Unwrapper {
  private readonly bytes = new ByteQueue();
  private header: Header | undefined;
  private hints: FormatProperties = {};
  private isLost = false;

  get lost(): boolean {
    return this.isLost;
  }

  read(data: Buffer): FrameEvent[] {
    this.bytes.push(data);
    const events: FrameEvent[] = [];
    while (!this.isLost) {
      this.header ??= this.takeHeader(events);
      const { header } = this;
      if (!header || this.bytes.length < header.dataLength + header.payloadLength) break;
      this.header = undefined;
      events.push(...this.readEvent(header));
    }
    return events;
  }

  end(): FrameEvent[] {
    this.bytes.clear();
    this.header = undefined;
    return [];
  }

  private takeHeader(events: FrameEvent[]): Header | undefined {
    const end = this.bytes.indexOf(NEWLINE);
    if (end === undefined && this.bytes.length <= LIMITS.header) return undefined;
    const line = end === undefined || end > LIMITS.header ? undefined : this.bytes.take(end + 1);
    const header = line && readHeader(line);
    if (!header) {
      this.isLost = true;
      const reason =
        'The Wyoming events can not be read any more: a line is not the header of an event. Send each client from a connection of its own.';
      events.push({ kind: 'refused', error: new AudioError('unsupported_audio', reason) }, { kind: 'end' });
    }
    return header;
  }

  private readEvent({ type, data, dataLength, payloadLength }: Header): FrameEvent[] {
    const more = this.bytes.take(dataLength)!;
    const payload = this.bytes.take(payloadLength)!;
    if (type === 'audio-stop') return [{ kind: 'end', isAwaited: true }];
    if (type !== 'audio-start' && type !== 'audio-chunk') return [];
    const hints = formatPropertiesOf(parseObject(more), data);
    if (Object.keys(hints).length > 0) this.hints = hints;
    return payload.length === 0 ? [] : [{ kind: 'audio', data: payload, hints: this.hints }];
  }
}

function parseObject(bytes: Buffer): object {
  try {
    const value: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString());
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
