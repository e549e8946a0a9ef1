import { createRequire } from 'node:module';
import type { BenchClient, OpenClient } from './clients/client';
import type { ClientName, Figures, Order, Report } from './messages';
import { profiled } from './profile';
import { runJob } from './run-job';

/** Modules of the clients: each process only loads its own. */
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
  const ready = client;
  if (!ready) throw new Error('There is no client yet.');
  const run = (): Promise<Figures> => runJob(ready, order.job, () => report({ kind: 'cut' }));
  return { kind: 'done', figures: await profiled(order.profile, run) };
}

process.on('message', (order: Order) => {
  carryOut(order).then(report, (error: unknown) => report({ kind: 'failed', reason: String(error) }));
});
process.on('disconnect', () => process.exit());
