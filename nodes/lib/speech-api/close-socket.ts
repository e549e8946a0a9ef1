import type { WebSocket } from 'ws';
import { Timeout } from '../time/timeout';
import type { Clock } from '../time/clock';

/**
 * Abandons a socket in any state: no more of its events are heard, and it is gone after `limit` milliseconds, whether
 * the server takes part in the closing handshake or not. Never throws.
 */
export function closeSocket(socket: WebSocket, clock: Clock, limit: number): void {
  socket.removeAllListeners();
  // A closing socket may still fail, and an error that nobody listens for would end the process.
  socket.on('error', () => {});
  if (socket.readyState === socket.CLOSED) return;
  const cut = new Timeout(clock);
  socket.on('close', () => cut.clear());
  cut.set(limit, () => socket.terminate());
  socket.close(1000);
}
