import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import type { Recogniser } from './recogniser';
import { ServerSession } from './server-session';

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

/** A Speech API on loopback, in front of any recogniser. */
export class SpeechApiServer {
  private readonly sessions = new Map<WebSocket, ServerSession>();
  private readonly sockets = new WebSocketServer(SOCKET_OPTIONS);

  private constructor(
    private readonly http: Server,
    private readonly recogniser: Recogniser,
  ) {
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.upgrade(request, socket, head);
    });
  }

  /**
   * @param port 0 takes any that is free
   * @throws the listening socket's error, for example when the port is taken
   */
  static async listen(recogniser: Recogniser, port = 0): Promise<SpeechApiServer> {
    const http = createServer((_request, response) => {
      response.writeHead(426, { Upgrade: 'websocket' }).end();
    });
    const server = new SpeechApiServer(http, recogniser);
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(port, '127.0.0.1', () => {
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

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = refuse(request);
    if (refusal) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (accepted) => {
      this.sessions.set(accepted, new ServerSession(accepted, this.recogniser));
      accepted.once('close', () => this.sessions.delete(accepted));
    });
  }
}

function refuse(request: IncomingMessage): string | undefined {
  // Browsers always send it: without this any web page could listen in and use up the engine.
  if (request.headers.origin !== undefined) return '403 Forbidden';
  const path = new URL(request.url ?? '/', 'ws://localhost').pathname;
  return PATH.test(path) ? undefined : '404 Not Found';
}
