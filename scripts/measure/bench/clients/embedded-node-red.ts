import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FlowNode } from '../../../../dev/deployed-flow';
import { ROOT } from '../../../../dev/root';
import { temporaryFolder } from '../../../../dev/temporary-folder';

/** The part of Node-RED's runtime API that is used. */
interface Runtime {
  init(server: unknown, settings: object): void;
  start(): Promise<void>;
  nodes: { getNode(id: string): unknown };
  runtime: { events: NodeJS.EventEmitter };
}

const load = createRequire(__filename);

const SETTINGS = {
  httpAdminRoot: false,
  httpNodeRoot: false,
  flowFile: 'flows.json',
  credentialSecret: 'bench',
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { autoInstall: false, palette: { allowInstall: false, allowUpload: false } },
  logging: { console: { level: 'error', metrics: false, audit: false } },
};

/**
 * Runs a flow in Node-RED's runtime in this process, whose CPU time is measured, with the built nodes of this package and
 * those of `bench-nodes.ts`.
 *
 * @returns a function that finds a node by its id
 */
export async function runFlow(flow: readonly FlowNode[]): Promise<(id: string) => unknown> {
  const { path: userDir, remove } = temporaryFolder();
  process.once('exit', remove);
  mkdirSync(join(userDir, 'nodes'));
  for (const name of ['appliance', 'transcribe']) {
    copyFileSync(join(ROOT, 'dist', `${name}.html`), join(userDir, 'nodes', `${name}.html`));
    addNode(userDir, name, join(ROOT, 'dist', `${name}.js`));
  }
  writeFileSync(join(userDir, 'nodes', 'bench-nodes.html'), '');
  addNode(userDir, 'bench-nodes', join(__dirname, 'bench-nodes.ts'), '.benchNodes');
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flow));
  const red = load('node-red') as Runtime;
  red.init(createServer(), { ...SETTINGS, userDir });
  const started = once(red.runtime.events, 'flows:started');
  await red.start();
  await started;
  return (id) => red.nodes.getNode(id);
}

function addNode(userDir: string, name: string, module: string, property = ''): void {
  writeFileSync(join(userDir, 'nodes', `${name}.js`), `module.exports = require(${JSON.stringify(module)})${property}`);
}
