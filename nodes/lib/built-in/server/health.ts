import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SessionSlots } from './session-slots';

/** The answers of the health service by path, as of containers (docs/protocol.md, 13.1). */
const REPORTS: Readonly<Record<string, (slots: SessionSlots) => { status: 200 | 503; body: object }>> = {
  '/started': () => ({ status: 200, body: { started: true } }),
  '/live': () => ({ status: 200, body: { alive: true } }),
  '/ready': ({ hasRoom }) => ({ status: hasRoom ? 200 : 503, body: { ready: hasRoom } }),
  '/session_status': ({ max, active }) => ({ status: 200, body: { max_sessions: max, active_sessions: active } }),
};

/** Answers a request to a path of the health service. Returns false for other paths. */
export function answerHealth(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  slots: SessionSlots,
): boolean {
  const report = Object.hasOwn(REPORTS, path) ? REPORTS[path] : undefined;
  if (!report) return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    return true;
  }
  const { status, body } = report(slots);
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(body));
  return true;
}
