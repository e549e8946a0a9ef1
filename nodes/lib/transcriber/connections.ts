import { isObject } from '../settings/validators';
import { FramedInput, type FramedEvent } from '../audio/framed/framed-input';
import type { FramedProtocol } from '../audio/framed/unwrapper';
import type { FormatProperties } from '../audio/format-properties';
import type { Call } from '../audio/telephony';
import type { FlowMessage } from '../message/flow-message';

/** The most connections; the least recently used one is forgotten. */
const MOST = 1000;
/** Separates the parts of the name of a source on a connection. */
export const SEPARATOR = '\0';

interface Connection {
  /** The source that its messages name; empty if they name none. */
  source: string;
  framed: FramedInput;
  /** The first message of which bytes are held. */
  first: FlowMessage;
}

/** An event on a connection, with its source: a connection with several tracks has a source for each. */
export type Arrival = { source: string; message: FlowMessage } & FramedEvent;

/**
 * The connections that bring audio in frames, or in messages of telephone calls. Others are forgotten once it is clear that
 * they have no frames.
 */
export class Connections {
  /** Least recently used first. */
  private readonly connections = new Map<string, Connection>();
  /** Audio formats by connection and call, oldest call first. */
  private readonly calls = new Map<string, FormatProperties>();

  constructor(private readonly protocols: readonly FramedProtocol[]) {}

  /**
   * Reads the audio of one message.
   *
   * @param isOpen whether a source has a stream with audio, so that no protocol can begin
   * @param at milliseconds of the clock
   */
  read(
    message: FlowMessage,
    data: Buffer,
    { source = '', isOpen, at }: { source: string | undefined; isOpen: (source: string) => boolean; at: number },
  ): Arrival[] {
    const key = keyOf(message, source);
    const call = this.calls.get(key);
    if (call) return [{ kind: 'audio', data, hints: call, source: key, message }];
    const known = this.connections.get(key);
    if (!known && isOpen(source)) return [{ kind: 'plain', data, source, message }];
    const connection = known ?? { source, framed: new FramedInput(this.protocols), first: message };
    const isFirst = connection.framed.kind === 'detecting';
    const events = connection.framed.read(data, at);
    if (connection.framed.kind === 'plain') this.connections.delete(key);
    else remember(this.connections, key, connection);
    return arrivalsOf(events, key, connection, isFirst ? connection.first : message);
  }

  /** Reads the audio of a telephone call, in the format of its start; each track is a source of its own. */
  readCall(message: FlowMessage, data: Buffer, call: Call, fallback: FormatProperties, source = ''): Arrival {
    const key = callKeyOf(message, call, source);
    const hints = this.calls.get(key) ?? this.calls.get(keyOf(message, source)) ?? fallback;
    return {
      kind: 'audio',
      data,
      hints,
      source: sourceOf(key, call.track),
      message: call.track === undefined ? message : { ...message, track: call.track },
    };
  }

  /** Notes the start of a telephone call. Some services name the call only here, others only later. */
  startCall(message: FlowMessage, hints: FormatProperties, call: Call, source = ''): void {
    for (const key of [callKeyOf(message, call, source), keyOf(message, source)]) remember(this.calls, key, hints);
  }

  /** Ends a telephone call. Returns the prefix of the names of its sources, and whether its start was seen. */
  endCall(message: FlowMessage, call: Call, source = ''): { key: string; hasBegun: boolean } {
    const keys = [callKeyOf(message, call, source), keyOf(message, source)];
    return { key: keys[0]!, hasBegun: keys.filter((key) => this.calls.delete(key)).length > 0 };
  }

  /** Ends the connections of a source, or all: returns what was held. */
  end(source?: string): Arrival[] {
    const ended = [...this.connections].filter(([, one]) => source === undefined || one.source === source);
    return ended.flatMap(([key, connection]) => {
      this.connections.delete(key);
      return arrivalsOf(connection.framed.end(), key, connection, connection.first);
    });
  }
}

/** Whether a source is on a connection of another one. */
export function isPartOf(source: string, whole: string): boolean {
  return source === whole || source.startsWith(`${whole}${SEPARATOR}`);
}

/** The source that messages name, for a source on one of its connections. */
export function namedSource(source: string): string {
  return source.split(SEPARATOR, 1)[0] ?? source;
}

function remember<Value>(values: Map<string, Value>, key: string, value: Value): void {
  values.delete(key);
  values.set(key, value);
  const [oldest] = values.keys();
  if (oldest !== undefined && values.size > MOST) values.delete(oldest);
}

function arrivalsOf(
  events: readonly FramedEvent[],
  key: string,
  { source }: Connection,
  message: FlowMessage,
): Arrival[] {
  return events.map((event) => {
    if (event.kind === 'plain') return { ...event, source, message };
    const track = event.kind === 'refused' ? undefined : event.track;
    return { ...event, source: sourceOf(key, track), message: track === undefined ? message : { ...message, track } };
  });
}

function sourceOf(connection: string, track: string | undefined): string {
  return track === undefined ? connection : `${connection}${SEPARATOR}${track}`;
}

/** Identifies a connection of a TCP or WebSocket client, or the sender of datagrams. */
function keyOf({ _session, fromip }: FlowMessage, source: string): string {
  const id = isObject(_session) ? _session.id : fromip;
  return typeof id === 'string' || typeof id === 'number' ? `${source}${SEPARATOR}${String(id).slice(0, 100)}` : source;
}

function callKeyOf(message: FlowMessage, { id }: Call, source: string): string {
  const key = keyOf(message, source);
  return id === undefined ? key : `${key}${SEPARATOR}${id}`;
}
