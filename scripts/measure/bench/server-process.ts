import type { ServerOrder, ServerReport } from './messages';
import { SpeechServer } from './speech-server';

const server = new SpeechServer();

function report(message: ServerReport): void {
  process.send?.(message);
}

async function carryOut(order: ServerOrder): Promise<void> {
  if (order.kind === 'say') server.texts = order.texts;
  else await server.cut(order.away);
  report({ kind: 'done' });
}

process.on('message', (order: ServerOrder) => void carryOut(order));
process.on('disconnect', () => process.exit());
void server.listen().then((url) => report({ kind: 'listening', url }));
