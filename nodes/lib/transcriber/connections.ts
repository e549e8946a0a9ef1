import { isObject } from '../settings/validators';
import { FramedInput, type FramedEvent } from '../audio/framed/framed-input';
import type { FramedProtocol } from '../audio/framed/unwrapper';
import type { FormatProperties } from '../audio/format-properties';
import type { Call } from '../audio/telephony';
import type { FlowMessage } from '../message/flow-message';

/** Connections that are remembered; the one that was silent longest is forgotten. */
const MOST = 1000;
/** Stands between the parts of the name of a source that came over a connection; in others there is none. */
export const SEPARATOR = '\0';

interface Connection {
  /** The source that its messages name; empty if they name none. */
  source: string;
  framed: FramedInput;
  /** The first message of which bytes are held. */
  first: FlowMessage;
}

/** What came over a connection, and the source that it is of: a connection with several voices has a source for each of them. */
export type Arrival = { source: string; message: FlowMessage } & FramedEvent;

/**
 * The connections over which audio comes in frames, or in the messages of telephone calls. Of others nothing is kept, once it
 * is clear that they have no frames.
 */
export class Connections {
  /** The one that was silent longest comes first. */
  private readonly connections = new Map<string, Connection>();
  /** How the audio of calls is stored, by connection and by call; the one that began first comes first. */
  private readonly calls = new Map<string, FormatProperties>();

  constructor(private readonly protocols: readonly FramedProtocol[]) {}

  /**
   * Takes the audio of one message.
   *
   * @param isOpen whether a source has a stream that has heard audio: its bytes are no beginning
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

  /** Takes the audio of a telephone call, whose format its start has told; each track is a source of its own. */
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

  /** A telephone call begins: nothing is heard yet. Some name it at its start alone, and some only later. */
  startCall(message: FlowMessage, hints: FormatProperties, call: Call, source = ''): void {
    for (const key of [callKeyOf(message, call, source), keyOf(message, source)]) remember(this.calls, key, hints);
  }

  /** A telephone call is over. Returns what the sources of its tracks begin with, and whether its start was heard. */
  endCall(message: FlowMessage, call: Call, source = ''): { key: string; hasBegun: boolean } {
    const keys = [callKeyOf(message, call, source), keyOf(message, source)];
    return { key: keys[0]!, hasBegun: keys.filter((key) => this.calls.delete(key)).length > 0 };
  }

  /** Nothing more comes from a source, or from all: gives what was held. */
  end(source?: string): Arrival[] {
    const ended = [...this.connections].filter(([, one]) => source === undefined || one.source === source);
    return ended.flatMap(([key, connection]) => {
      this.connections.delete(key);
      return arrivalsOf(connection.framed.end(), key, connection, connection.first);
    });
  }
}

/** Whether a source is a part of another one: it came over one of its connections. */
export function isPartOf(source: string, whole: string): boolean {
  return source === whole || source.startsWith(`${whole}${SEPARATOR}`);
}

/** The source that messages name, of one that came over one of its connections. */
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

/** A connection of a TCP or WebSocket client, or the sender of datagrams. */
function keyOf({ _session, fromip }: FlowMessage, source: string): string {
  const id = isObject(_session) ? _session.id : fromip;
  return typeof id === 'string' || typeof id === 'number' ? `${source}${SEPARATOR}${String(id).slice(0, 100)}` : source;
}

function callKeyOf(message: FlowMessage, { id }: Call, source: string): string {
  const key = keyOf(message, source);
  return id === undefined ? key : `${key}${SEPARATOR}${id}`;
}
