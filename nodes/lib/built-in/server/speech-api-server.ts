import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { type Clock, systemClock } from '../../time/clock';
import { answerHealth } from './health';
import type { Recogniser } from '../recogniser/recogniser';
import { ServerSession } from './server-session';
import { DEFAULT_LIMITS, type ServerLimits } from './server-limits';
import { DEFAULT_SESSIONS } from '../process/appliance-options';
import { SessionSlots } from './session-slots';

/** Limit of a message, bytes: far above any sensible piece of audio. */
const MESSAGE_LIMIT = 4 * 1024 * 1024;
/** Time limit of a closing handshake, milliseconds. */
const CLOSE_TIMEOUT = 2000;
/** The types of `ws` lack `closeTimeout`. */
const SOCKET_OPTIONS: ServerOptions & { closeTimeout: number } = {
  noServer: true,
  perMessageDeflate: false,
  maxPayload: MESSAGE_LIMIT,
  closeTimeout: CLOSE_TIMEOUT,
};
/** Connections besides those of sessions: for the health service, and for clients that are refused. */
const SPARE_CONNECTIONS = 64;
/** Time limit for receiving a request, milliseconds. */
const REQUEST_TIMEOUT = 10000;
/** Host names of loopback. */
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
/** `/v2`, `/v2/` and `/v2/<language>`: all three are in official use (docs/protocol.md, 2.1). */
const PATH = /^\/v2(?:\/([A-Za-z_-]*))?$/;

/** Options of a server. */
export interface SpeechApiServerOptions {
  /** Left out, or 0: any free port. */
  port?: number;
  /** Limit of simultaneous sessions; left out: 2. */
  sessions?: number;
  /** Token that clients must send as `Authorization: Bearer <token>`; left out: none. */
  token?: string;
  limits?: Partial<ServerLimits>;
  clock?: Clock;
}

/** A Speech API on loopback, in front of any recogniser, with a container's health service on the same port. */
export class SpeechApiServer {
  private readonly sessions = new Map<WebSocket, ServerSession>();
  private readonly sockets = new WebSocketServer(SOCKET_OPTIONS);
  private readonly slots: SessionSlots;
  private readonly limits: ServerLimits;
  private readonly clock: Clock;
  private readonly token: string | undefined;

  private constructor(
    private readonly http: Server,
    private readonly recogniser: Recogniser,
    { sessions = DEFAULT_SESSIONS, token, limits, clock = systemClock }: SpeechApiServerOptions,
  ) {
    http.maxConnections = sessions + SPARE_CONNECTIONS;
    this.token = token;
    this.slots = new SessionSlots(sessions);
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.clock = clock;
    http.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.answer(request, response);
    });
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.upgrade(request, socket, head);
    });
  }

  /** @throws the listening socket's error, for example if the port is in use */
  static async listen(recogniser: Recogniser, options: SpeechApiServerOptions = {}): Promise<SpeechApiServer> {
    const http = createServer({
      requestTimeout: REQUEST_TIMEOUT,
      headersTimeout: REQUEST_TIMEOUT,
      connectionsCheckingInterval: REQUEST_TIMEOUT / 2,
    });
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
    return `ws://127.0.0.1:${this.port}/v2`;
  }

  private get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  /** Ends all sessions and stops listening. The recogniser stays open: it belongs to the caller. */
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
    if (this.isFromWebPage(request)) response.writeHead(403).end();
    else if (PATH.test(path)) response.writeHead(426, { Upgrade: 'websocket' }).end();
    else if (!answerHealth(path, request, response, this.slots)) response.writeHead(404).end();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = PATH.exec(pathOf(request));
    if (!path) {
      refuse(socket, '404 Not Found');
      return;
    }
    if (this.isFromWebPage(request)) {
      refuse(socket, '403 Forbidden');
      return;
    }
    if (!this.isAuthorised(request)) {
      refuse(socket, '401 Unauthorized');
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (accepted) => {
      const session = new ServerSession(accepted, {
        recogniser: this.recogniser,
        slots: this.slots,
        limits: this.limits,
        clock: this.clock,
        pathLanguage: path[1] || undefined,
        requestId: request.headers['x-request-id']?.toString(),
      });
      this.sessions.set(accepted, session);
      accepted.once('close', () => this.sessions.delete(accepted));
    });
  }

  /**
   * Detects requests of web pages, which could use up the engine. Browsers send `Origin` with cross-origin requests; a page whose
   * host name resolves to this address (DNS rebinding) has the same origin, but then `Host` is that name.
   */
  private isFromWebPage({ headers }: IncomingMessage): boolean {
    const host = headers.host?.toLowerCase();
    return headers.origin !== undefined || !LOOPBACK.some((name) => host === `${name}:${this.port}`);
  }

  private isAuthorised({ headers }: IncomingMessage): boolean {
    if (this.token === undefined) return true;
    // Comparison in constant time needs equal lengths, as digests have.
    return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${this.token}`));
  }
}

/** Not parsed with `URL`, which throws for some requests. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function refuse(socket: Duplex, status: string): void {
  // The client may already be gone: without a listener, its reset would end the process.
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => {
    socket.destroy();
  });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
