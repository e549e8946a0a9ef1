import { type IncomingMessage, type Server, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Clock, systemClock } from '../nodes/lib/time/clock';
import type { ClientMessage } from '../nodes/lib/speech-api/messages';
import { MemorySocket } from './memory-socket';

/**
 * What a server does when something happens: one function per event, so that a fault is the normal behaviour with one
 * function changed. See `behaviours.ts`.
 */
export interface Behaviour {
  /** The HTTP status that refuses a handshake, 3xx with a redirection to the same URL; undefined lets it pass. */
  refuse?(request: IncomingMessage): number | undefined;
  /** A JSON message came. */
  message(connection: ServerConnection, message: ClientMessage): void;
  /** An AddAudio came; `connection.audio` holds it already. */
  audio(connection: ServerConnection, data: Buffer): void;
}

export interface ScriptedServerSettings {
  behaviour: Behaviour;
  /** The clock of delayed answers; left out: the real one. */
  clock?: Clock;
  /** Called for everything that passes through a connection in memory. */
  onTraffic?: () => void;
  /** Key and certificate in PEM form; with them, `listen` serves TLS. */
  tls?: { key: string; cert: string };
}

/** One client's WebSocket as its server sees it: what came, and what can be done to it. */
export class ServerConnection {
  /** Every JSON message that came, in order. */
  readonly messages: ClientMessage[] = [];
  /** Every AddAudio that came, in order. */
  readonly audio: Buffer[] = [];
  pings = 0;
  /** The code with which the connection was closed, as the server saw it; undefined while it is open. */
  closeCode: number | undefined;
  #pongs: 'sent' | 'withheld' = 'sent';
  readonly #socket: WebSocket;
  readonly #transport: Duplex;
  readonly #clock: Clock;

  constructor(
    readonly request: IncomingMessage,
    socket: WebSocket,
    transport: Duplex,
    behaviour: Behaviour,
    clock: Clock,
  ) {
    this.#socket = socket;
    this.#transport = transport;
    this.#clock = clock;
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        this.audio.push(data);
        behaviour.audio(this, data);
        return;
      }
      const message = JSON.parse(data.toString()) as ClientMessage;
      this.messages.push(message);
      behaviour.message(this, message);
    });
    socket.on('ping', (data) => {
      this.pings += 1;
      if (this.#pongs === 'sent') socket.pong(data);
    });
    socket.on('error', () => {});
    socket.on('close', (code) => (this.closeCode = code));
  }

  /** Sends a message, or any other object, as a text frame. */
  send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Sends a frame as it is: text for a string, binary for a Buffer. */
  sendFrame(data: string | Buffer): void {
    this.#socket.send(data);
  }

  close(code: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  /** Breaks the connection off without a closing handshake. */
  reset(): void {
    (this.#transport as Socket | MemorySocket).resetAndDestroy();
  }

  /** Ends the connection, in order, but without a closing handshake. */
  hangUp(): void {
    this.#transport.end();
  }

  /** Reads nothing any more, so answers nothing: how a half-open connection looks. */
  freeze(): void {
    this.#socket.pause();
  }

  /** Answers no ping any more, but everything else. */
  withholdPongs(): void {
    this.#pongs = 'withheld';
  }

  /** Does something later. */
  after(milliseconds: number, action: () => void): void {
    this.#clock.setTimeout(action, milliseconds);
  }
}

/**
 * A Speech API server for tests, real down to the frames: `node:http` and `ws` do the handshake and the framing, over
 * connections in memory (`connect`), over TCP or over TLS (`listen`). What it answers is up to its behaviour.
 */
export class ScriptedServer {
  readonly connections: ServerConnection[] = [];
  readonly #http: Server;
  readonly #ws = new WebSocketServer({ noServer: true, autoPong: false });
  readonly #onTraffic: (() => void) | undefined;
  readonly #scheme: 'ws' | 'wss';

  constructor({ behaviour, clock = systemClock, onTraffic, tls }: ScriptedServerSettings) {
    this.#onTraffic = onTraffic;
    this.#scheme = tls ? 'wss' : 'ws';
    this.#http = tls ? createTlsServer(tls) : createServer();
    this.#http.on('request', (_request, response) => void response.writeHead(404).end());
    this.#http.on('upgrade', (request: IncomingMessage, transport: Duplex, head: Buffer) => {
      const status = behaviour.refuse?.(request);
      if (status !== undefined) {
        const location = status >= 300 && status < 400 ? `Location: ${request.url}\r\n` : '';
        transport.end(`HTTP/1.1 ${status} Refused\r\n${location}Connection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      this.#ws.handleUpgrade(request, transport, head, (socket) => {
        this.connections.push(new ServerConnection(request, socket, transport, behaviour, clock));
      });
    });
  }

  /** The connection that was opened last. */
  get connection(): ServerConnection {
    const last = this.connections.at(-1);
    if (!last) throw new Error('no client has connected');
    return last;
  }

  /** The client's end of a new connection in memory. */
  readonly connect = (): MemorySocket => {
    const [client, server] = MemorySocket.pair(this.#onTraffic);
    this.#http.emit('connection', server);
    return client;
  };

  /** Listens on a free port of 127.0.0.1 and returns the URL of the Speech API there, with this host name. */
  async listen(host = '127.0.0.1'): Promise<string> {
    await new Promise<void>((listening) => this.#http.listen(0, '127.0.0.1', listening));
    return `${this.#scheme}://${host}:${(this.#http.address() as AddressInfo).port}/v2`;
  }

  /** Cuts every connection and stops listening. */
  async close(): Promise<void> {
    for (const client of this.#ws.clients) client.terminate();
    this.#http.closeAllConnections();
    if (this.#http.listening) await new Promise((closed) => this.#http.close(closed));
  }
}
