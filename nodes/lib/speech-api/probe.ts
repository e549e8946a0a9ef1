import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { systemClock } from '../time/clock';
import { Timeout } from '../time/timeout';
import type { Endpoint } from './endpoint';

/** Milliseconds to wait for an answer. */
const PATIENCE = 3000;

/** HTTP status of a WebSocket server's answer to a plain request. */
const NOT_A_WEBSOCKET = [400, 426];

/**
 * Requests a plain page from a server that aborted a WebSocket handshake, without token and headers. Resolves with the HTTP
 * status if it is a working web server, otherwise with undefined; never rejects.
 */
export function probeWebServer({ url, tls, agent }: Endpoint): Promise<number | undefined> {
  return new Promise((resolve) => {
    const address = new URL(url);
    const isSecure = address.protocol === 'wss:';
    address.protocol = isSecure ? 'https:' : 'http:';
    address.search = '';
    [address.username, address.password] = ['', ''];
    const limit = new Timeout(systemClock);
    const end = (status?: number): void => {
      limit.clear();
      resolve(status);
    };
    try {
      const request = (isSecure ? requestHttps : requestHttp)(address, { ...tls, agent: agent ?? false });
      limit.set(PATIENCE, () => void request.destroy());
      request.on('response', (response) => {
        const status = response.statusCode ?? 0;
        response.destroy();
        end(status < 500 && !NOT_A_WEBSOCKET.includes(status) ? status : undefined);
      });
      request.on('error', () => end());
      request.on('close', () => end());
      request.end();
    } catch {
      end();
    }
  });
}
