import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { systemTimers, type Timers } from './countdown';
import { answerHealth } from './health';
import type { Recogniser } from './recogniser';
import { ServerSession } from './server-session';
import { DEFAULT_LIMITS, type SessionLimits } from './session-limits';
import { DEFAULT_SESSIONS } from './appliance-options';
import { SessionSlots } from './session-slots';

/** Largest message taken, bytes: far above any sensible piece of audio, far below what would hurt. */
const MESSAGE_LIMIT = 4 * 1024 * 1024;
/** Milliseconds that a closing handshake may take. */
const CLOSE_TIMEOUT = 2000;
/** The library's types don't know `closeTimeout` yet. */
const SOCKET_OPTIONS: ServerOptions & { closeTimeout: number } = {
  noServer: true,
  perMessageDeflate: false,
  maxPayload: MESSAGE_LIMIT,
  closeTimeout: CLOSE_TIMEOUT,
};
/** `/v2`, `/v2/` and `/v2/<language>`: all three are in official use (protocol reference section 1.1). */
const PATH = /^\/v2(?:\/([A-Za-z_-]*))?$/;

/** How a server differs from the usual one. */
export interface SpeechApiServerOptions {
  /** Left out, or 0: any that is free. */
  port?: number;
  /** Sessions at once; left out: 2. */
  sessions?: number;
  limits?: Partial<SessionLimits>;
  timers?: Timers;
}

/** A Speech API on loopback, in front of any recogniser, with a container's health service on the same port. */
export class SpeechApiServer {
  private readonly sessions = new Map<WebSocket, ServerSession>();
  private readonly sockets = new WebSocketServer(SOCKET_OPTIONS);
  private readonly slots: SessionSlots;
  private readonly limits: SessionLimits;
  private readonly timers: Timers;

  private constructor(
    private readonly http: Server,
    private readonly recogniser: Recogniser,
    { sessions = DEFAULT_SESSIONS, limits, timers = systemTimers }: SpeechApiServerOptions,
  ) {
    this.slots = new SessionSlots(sessions);
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.timers = timers;
    http.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.answer(request, response);
    });
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.upgrade(request, socket, head);
    });
  }

  /** @throws the listening socket's error, for example when the port is taken */
  static async listen(recogniser: Recogniser, options: SpeechApiServerOptions = {}): Promise<SpeechApiServer> {
    const http = createServer();
    const server = new SpeechApiServer(http, recogniser, options);
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(options.port ?? 0, '127.0.0.1', () => {
        http.off('error', reject);
        resolve();
      });
    });
    return server;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.http.address() as AddressInfo).port}/v2`;
  }

  /** Ends all sessions and stops listening. The recogniser stays open: it belongs to whoever brought it. */
  async close(): Promise<void> {
    for (const session of this.sessions.values()) session.shutDown();
    await new Promise<void>((resolve) => {
      this.http.close(() => {
        resolve();
      });
      this.http.closeAllConnections();
    });
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = pathOf(request);
    if (isFromWebPage(request)) response.writeHead(403).end();
    else if (PATH.test(path)) response.writeHead(426, { Upgrade: 'websocket' }).end();
    else if (!answerHealth(path, request, response, this.slots)) response.writeHead(404).end();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = PATH.exec(pathOf(request));
    if (isFromWebPage(request) || !path) {
      refuse(socket, path ? '403 Forbidden' : '404 Not Found');
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (accepted) => {
      const session = new ServerSession(accepted, {
        recogniser: this.recogniser,
        slots: this.slots,
        limits: this.limits,
        timers: this.timers,
        pathLanguage: path[1] || undefined,
        requestId: request.headers['x-request-id']?.toString(),
      });
      this.sessions.set(accepted, session);
      accepted.once('close', () => this.sessions.delete(accepted));
    });
  }
}

/** Browsers send it with what scripts of other origins do: any web page could listen in and use up the engine. */
function isFromWebPage(request: IncomingMessage): boolean {
  return request.headers.origin !== undefined;
}

/** Not by `URL`, which throws for some of what clients may send. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function refuse(socket: Duplex, status: string): void {
  // The client may be gone already: without a listener, its reset would end the process.
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => {
    socket.destroy();
  });
}
