import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../nodes/lib/speech-api/messages';

type MessageOf<Name extends ServerMessage['message']> = ServerMessage & { message: Name };

/** A bare client that says exactly what a test tells it to, right or wrong, and notes all answers. */
export class RawClient {
  readonly received: ServerMessage[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.received.push(JSON.parse(data.toString()) as ServerMessage));
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  /** @throws the handshake's error */
  static async connect(url: string, headers: Record<string, string> = {}): Promise<RawClient> {
    const socket = new WebSocket(url, { headers, perMessageDeflate: false });
    const client = new RawClient(socket);
    await once(socket, 'open');
    return client;
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  sendAudio(audio: Buffer, pieceBytes = audio.length): void {
    for (let at = 0; at < audio.length; at += pieceBytes) this.socket.send(audio.subarray(at, at + pieceBytes));
  }

  /** All messages of one kind so far. */
  all<Name extends ServerMessage['message']>(name: Name): MessageOf<Name>[] {
    return this.received.filter((message): message is MessageOf<Name> => message.message === name);
  }

  /** Resolves with the first message of that kind, which may have come already. Rejects if the connection ends before. */
  async wait<Name extends ServerMessage['message']>(name: Name): Promise<MessageOf<Name>> {
    for (;;) {
      const [found] = this.all(name);
      if (found) return found;
      const ended = this.closed.then(({ code, reason }) => {
        throw new Error(`closed with ${code} ${reason} before ${name}`);
      });
      await Promise.race([once(this.socket, 'message'), ended]);
    }
  }

  /** Resolves when that is true after a message. Rejects if the connection ends before. */
  async waitFor(condition: () => boolean): Promise<void> {
    while (!condition()) {
      const ended = this.closed.then(({ code, reason }) => {
        throw new Error(`closed with ${code} ${reason}`);
      });
      await Promise.race([once(this.socket, 'message'), ended]);
    }
  }

  /** Resolves when the server has read everything that was sent before. */
  async ping(): Promise<void> {
    this.socket.ping();
    await once(this.socket, 'pong');
  }

  close(): void {
    this.socket.terminate();
  }
}
