import { createConnection } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Resolves when a TCP port of this machine accepts connections. */
export async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = createConnection(port, '127.0.0.1');
    const isOpen = await new Promise((resolve) => socket.once('connect', () => resolve(true)).once('error', resolve));
    socket.destroy();
    if (isOpen === true) return;
    await nextTurn();
  }
}
