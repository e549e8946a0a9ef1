import type { RawData, WebSocket } from 'ws';
import { CloseCode, type ErrorType, type ServerMessage } from '../../speech-api/messages';
import { closeAfter } from './protocol-error';

/** What a client may have on its way beyond what was worked off; more is left in the socket. Bytes. */
const UNREAD_LIMIT = 4 * 1024 * 1024;
/** Bytes that a message takes while it waits, besides its own. */
const MESSAGE_COST = 1024;
/** What may wait for a client that reads none of it. Bytes. */
const UNSENT_LIMIT = 16 * 1024 * 1024;

/** What a client does. Nothing comes any more after the connection was closed by either side. */
export interface ClientListener {
  onAudio(data: Buffer): void;
  onMessage(text: string): void;
  /** The client is gone. */
  onClose(): void;
}

/** A client's WebSocket in terms of the protocol: messages out, frames in, and a limit to what waits in between. */
export class ClientConnection {
  private state: 'open' | 'closed' = 'open';
  private unread = 0;

  constructor(
    private readonly socket: WebSocket,
    listener: ClientListener,
  ) {
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (this.state === 'closed') return;
      const bytes = data as Buffer;
      if (isBinary) listener.onAudio(bytes);
      else listener.onMessage(bytes.toString());
    });
    socket.on('close', () => {
      this.state = 'closed';
      listener.onClose();
    });
    // `close` follows and does what there is to do.
    socket.on('error', () => {});
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  /** Does nothing when the connection is closed. A client that reads nothing loses it. */
  send(message: ServerMessage): void {
    if (!this.isOpen) return;
    this.socket.send(JSON.stringify(message));
    if (this.socket.bufferedAmount > UNSENT_LIMIT) this.socket.terminate();
  }

  /** Counts a message of so many bytes as not worked off yet. While that is too much, nothing is read. */
  hold(bytes: number): void {
    this.unread += bytes + MESSAGE_COST;
    if (this.unread > UNREAD_LIMIT) this.socket.pause();
  }

  /** The message was worked off. */
  free(bytes: number): void {
    this.unread -= bytes + MESSAGE_COST;
    if (this.unread <= UNREAD_LIMIT / 2) this.socket.resume();
  }

  /** Sends an Error and closes with the code that goes with it. */
  fail(type: ErrorType, reason: string): void {
    this.send({ message: 'Error', type, reason });
    const close = closeAfter(type);
    this.close(close.code, close.reason);
  }

  close(code: number = CloseCode.normal, reason?: string): void {
    this.state = 'closed';
    this.socket.close(code, reason);
    // A paused socket would never see the client's closing handshake.
    this.socket.resume();
  }
}
