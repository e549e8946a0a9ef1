import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer, type RawData } from 'ws';

/** The data of one session from client to server. */
export interface TappedSession {
  audio: Buffer[];
}

/** A proxy between the nodes and a Speech API server that records the audio. */
export class WireTap {
  /** In the order in which they were opened. */
  readonly sessions: TappedSession[] = [];
  private readonly links = new Set<WebSocket>();

  private constructor(
    private readonly sockets: WebSocketServer,
    private readonly target: string,
  ) {
    sockets.on('connection', (client, request) => this.connect(client, request));
  }

  /** @param target address of the server, without a path */
  static async listen(target: string): Promise<WireTap> {
    const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    const tap = new WireTap(sockets, target);
    await once(sockets, 'listening');
    return tap;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.sockets.address() as AddressInfo).port}/v2`;
  }

  async close(): Promise<void> {
    for (const link of this.links) link.terminate();
    const closed = once(this.sockets, 'close');
    this.sockets.close();
    await closed;
  }

  private connect(client: WebSocket, request: IncomingMessage): void {
    const session: TappedSession = { audio: [] };
    this.sessions.push(session);
    const server = new WebSocket(new URL(request.url ?? '/', this.target));
    const opened = once(server, 'open');
    client.on('message', (data: RawData, isBinary: boolean) => {
      if (isBinary) session.audio.push(data as Buffer);
      opened.then(() => server.send(data, { binary: isBinary })).catch(() => client.terminate());
    });
    server.on('message', (data: RawData, isBinary: boolean) => client.send(data, { binary: isBinary }));
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.links.add(from);
      from.on('error', () => to.terminate());
      from.on('close', (code, reason) => {
        this.links.delete(from);
        // Codes below 1000 and some above are internal to `ws`, and can't be sent.
        if (code === 1000 || code >= 3000) to.close(code, reason);
        else to.terminate();
      });
    }
  }
}
