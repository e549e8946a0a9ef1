import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What a path answers: an object as JSON with status 200, or whatever the function does. */
export type HealthAnswer = object | ((request: IncomingMessage, response: ServerResponse) => void);

/** Paths and answers of a container, of an appliance 6.x and of a legacy one, as their documents show them. */
export const CONTAINER: Readonly<Record<string, HealthAnswer>> = {
  '/started': { started: true },
  '/live': { alive: true },
  '/ready': { ready: true },
  '/session_status': { max_sessions: 3, active_sessions: [{ session_id: 'one', request_id: 'r' }] },
};

export const APPLIANCE: Readonly<Record<string, HealthAnswer>> = {
  '/v2/management/health': {
    status: 'healthy',
    database: { status: 'healthy' },
    realtime_inference: { status: 'healthy' },
    gpu_inference: { status: 'disabled' },
  },
  '/v2/management/host/about': { appliance_version: '6.2.0', languages: ['en', 'de'] },
  '/v2/management/host/realtime/ready': { ready: false },
  '/v2/management/host/realtime/sessions': { request_ids: ['one', 'two'] },
  '/v2/management/host/realtime/gpu': { gpu_enabled: true, max_streams: 2 },
};

export const LEGACY: Readonly<Record<string, HealthAnswer>> = {
  '/v1/management/services': {
    service_status: [
      { service: 'api', status: 'running' },
      { service: 'scheduler', status: 'running' },
    ],
  },
  '/v1/management/maxworkers': { count: '5' },
  '/v1/management/persistentworkers': { persistent_workers: [{ count: '1', id: 'fr' }] },
};

/** Answers with this status and text. */
export function answering(status: number, text: string): HealthAnswer {
  return (_request, response) => void response.writeHead(status).end(text);
}

/** A real HTTP server on loopback that answers these paths, and 404 to all others. It notes what it was asked. */
export class HealthServer {
  readonly requests: IncomingMessage[] = [];

  private constructor(
    private readonly http: Server,
    private readonly scheme: 'http' | 'https',
  ) {}

  static async listen(
    answers: Readonly<Record<string, HealthAnswer>>,
    tls?: { key: string; cert: string },
  ): Promise<HealthServer> {
    const http = tls ? createHttpsServer(tls) : createHttpServer();
    const server = new HealthServer(http, tls ? 'https' : 'http');
    http.on('request', (request: IncomingMessage, response: ServerResponse) => {
      server.requests.push(request);
      const answer = answers[request.url ?? ''];
      if (typeof answer === 'function') answer(request, response);
      else if (answer) response.end(JSON.stringify(answer));
      else response.writeHead(404).end('not found');
    });
    await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
    return server;
  }

  /** Its origin, with this host name. */
  address(host = '127.0.0.1'): string {
    return `${this.scheme}://${host}:${(this.http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((closed) => this.http.close(closed));
  }
}
