import { createRequire } from 'node:module';
import type { BenchClient, OpenClient } from './clients/client';
import type { ClientName, Order, Report } from './messages';
import { runJob } from './run-job';

/** Only what a client needs is loaded into its process. */
const MODULES: Record<ClientName, string> = {
  raw: './clients/raw',
  SDK: './clients/sdk',
  Session: './clients/session',
  Stream: './clients/stream',
  node: './clients/node',
  'core nodes': './clients/core-nodes',
};

const load = createRequire(__filename);
let client: BenchClient | undefined;

function report(message: Report): void {
  process.send?.(message);
}

async function carryOut(order: Order): Promise<Report> {
  if (order.kind === 'prepare') {
    const { openClient } = load(MODULES[order.client]) as { openClient: OpenClient };
    client = await openClient(order.url, order.most);
    return { kind: 'ready' };
  }
  if (!client) throw new Error('There is no client yet.');
  return { kind: 'done', figures: await runJob(client, order.job, () => report({ kind: 'cut' })) };
}

process.on('message', (order: Order) => {
  carryOut(order).then(report, (error: unknown) => report({ kind: 'failed', reason: String(error) }));
});
process.on('disconnect', () => process.exit());
