import type { RawData, WebSocket } from 'ws';
import { CloseCode, type ErrorType, type ServerMessage } from '../speech-api/messages';
import { closeAfter } from './refusal';

/** Audio that a client may have on its way beyond what it was acknowledged; more is left in the socket. Bytes. */
const UNREAD_LIMIT = 4 * 1024 * 1024;

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

  /** Does nothing when the connection is closed. */
  send(message: ServerMessage): void {
    if (this.isOpen) this.socket.send(JSON.stringify(message));
  }

  /** Counts audio as not heard yet. While that is too much, nothing is read. */
  hold(bytes: number): void {
    this.unread += bytes;
    if (this.unread > UNREAD_LIMIT) this.socket.pause();
  }

  /** The audio was heard. */
  free(bytes: number): void {
    this.unread -= bytes;
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
