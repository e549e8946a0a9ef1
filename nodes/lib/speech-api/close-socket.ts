import type { WebSocket } from 'ws';
import { Timeout } from '../time/timeout';
import type { Clock } from '../time/clock';

/**
 * Abandons a socket in any state: its listeners are removed, and it is terminated after `limit` milliseconds if the server
 * has not completed the closing handshake. Never throws.
 */
export function closeSocket(socket: WebSocket, clock: Clock, limit: number): void {
  socket.removeAllListeners();
  // A closing socket may still fail, and an error without a listener would end the process.
  socket.on('error', () => {});
  if (socket.readyState === socket.CLOSED) return;
  const cut = new Timeout(clock);
  socket.on('close', () => cut.clear());
  cut.set(limit, () => socket.terminate());
  socket.close(1000);
}
