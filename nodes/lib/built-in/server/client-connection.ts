import type { RawData, WebSocket } from 'ws';
import { CloseCode, type ErrorType, type ServerMessage } from '../../speech-api/messages';
import { closeAfter } from './protocol-error';

/** Limit of messages received but not processed, bytes; more is left in the socket. */
const UNREAD_LIMIT = 4 * 1024 * 1024;
/** Overhead of a waiting message, bytes. */
const MESSAGE_COST = 1024;
/** Limit of messages sent but not read by the client, bytes. */
const UNSENT_LIMIT = 16 * 1024 * 1024;

/** The events of a client. None follow after either side has closed the connection. */
export interface ClientListener {
  onAudio(data: Buffer): void;
  onMessage(text: string): void;
  /** The client is gone. */
  onClose(): void;
}

/** A client's WebSocket in terms of the protocol, with limits of what is buffered in both directions. */
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
    // `close` follows and is handled.
    socket.on('error', () => {});
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  /** Sends a message; does nothing if the connection is closed. A client that does not read is disconnected. */
  send(message: ServerMessage): void {
    if (!this.isOpen) return;
    this.socket.send(JSON.stringify(message));
    if (this.socket.bufferedAmount > UNSENT_LIMIT) this.socket.terminate();
  }

  /** Counts a message of so many bytes as not processed yet. Beyond the limit nothing is read. */
  hold(bytes: number): void {
    this.unread += bytes + MESSAGE_COST;
    if (this.unread > UNREAD_LIMIT) this.socket.pause();
  }

  /** Counts a message as processed. */
  free(bytes: number): void {
    this.unread -= bytes + MESSAGE_COST;
    if (this.unread <= UNREAD_LIMIT / 2) this.socket.resume();
  }

  /** Sends an Error and closes with its close code. */
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
