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
  /** How the audio of a call is stored. */
  call?: FormatProperties;
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
    const known = this.connections.get(key);
    if (!known && isOpen(source)) return [{ kind: 'plain', data, source, message }];
    const connection = known ?? { source, framed: new FramedInput(this.protocols), first: message };
    const isFirst = connection.framed.kind === 'detecting';
    const events = connection.framed.read(data, at);
    if (connection.framed.kind === 'plain') this.connections.delete(key);
    else this.keep(key, connection);
    return arrivalsOf(events, key, connection, isFirst ? connection.first : message);
  }

  /** Takes the audio of a telephone call, whose format its start has told; each track is a source of its own. */
  readCall(message: FlowMessage, data: Buffer, call: Call, fallback: FormatProperties, source = ''): Arrival {
    const hints = this.connections.get(callKeyOf(message, call, source))?.call ?? fallback;
    return {
      kind: 'audio',
      data,
      hints,
      source: sourceOf(callKeyOf(message, call, source), call.track),
      message: call.track === undefined ? message : { ...message, track: call.track },
    };
  }

  /** A telephone call begins: nothing is heard yet. */
  startCall(message: FlowMessage, hints: FormatProperties, call: Call, source = ''): void {
    const framed = new FramedInput(this.protocols);
    this.keep(callKeyOf(message, call, source), { source, framed, first: message, call: hints });
  }

  /** A telephone call is over. Returns what the sources of its tracks begin with. */
  endCall(message: FlowMessage, call: Call, source = ''): string {
    const key = callKeyOf(message, call, source);
    this.connections.delete(key);
    return key;
  }

  /** Nothing more comes from a source, or from all: gives what was held. */
  end(source?: string): Arrival[] {
    const ended = [...this.connections].filter(([, one]) => source === undefined || one.source === source);
    return ended.flatMap(([key, connection]) => {
      this.connections.delete(key);
      return arrivalsOf(connection.framed.end(), key, connection, connection.first);
    });
  }

  private keep(key: string, connection: Connection): void {
    this.connections.delete(key);
    this.connections.set(key, connection);
    const [oldest] = this.connections.keys();
    if (oldest !== undefined && this.connections.size > MOST) this.connections.delete(oldest);
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
