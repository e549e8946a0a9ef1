import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WebSocket } from 'ws';
import type { Inspection, Memory } from './inspection';
import { ROOT } from './root';

/** What the editor hears: a Debug node's output, or a node's status. */
export interface EditorNews {
  topic: string;
  data: Record<string, unknown>;
}

/** What a deploy restarts: everything, the flows that changed, or the nodes that changed. */
export type DeploymentType = 'full' | 'flows' | 'nodes';

const NODES = join(ROOT, 'nodes');

const SETTINGS = {
  uiHost: '127.0.0.1',
  uiPort: 0,
  flowFile: 'flows.json',
  credentialSecret: 'test',
  editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { autoInstall: false, palette: { allowInstall: false, allowUpload: false } },
};

/** What it prints instead of starting the flows. */
const MISSING_TYPES = /missing types to be registered:\n.* - \S+\n/;

/** A real Node-RED in a process of its own. */
export class NodeRed {
  private readonly news: EditorNews[] = [];
  private readonly listeners = new Set<() => void>();
  private printed = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly comms: WebSocket,
    /** Of the editor, without a slash at the end. */
    readonly url: string,
  ) {
    comms.on('message', (data: Buffer) => {
      const received = JSON.parse(data.toString()) as EditorNews | EditorNews[];
      this.news.push(...(Array.isArray(received) ? received : [received]));
      for (const listener of this.listeners) listener();
    });
    child.stdout?.on('data', (text: Buffer) => (this.printed += text.toString()));
  }

  /**
   * @param userDir where its nodes and settings are
   * @param flows what it runs
   * @param settings added to those that keep it quiet and offline
   * @param nodeArguments of Node.js
   * @throws if it ends, or a node type of the flows does not load, with what it printed
   */
  static async start(
    userDir: string,
    flows: object[],
    settings: object = {},
    nodeArguments: string[] = [],
  ): Promise<NodeRed> {
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flows));
    writeFileSync(
      join(userDir, 'settings.js'),
      `module.exports = ${JSON.stringify({ ...SETTINGS, userDir, ...settings })};`,
    );
    const red = join(dirname(require.resolve('node-red/package.json')), 'red.js');
    const redArguments = ['--settings', join(userDir, 'settings.js'), '--userDir', userDir];
    const child = spawn(process.execPath, [...nodeArguments, red, ...redArguments], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await addressOf(child);
    const comms = new WebSocket(`${url.replace('http', 'ws')}/comms`);
    const nodeRed = new NodeRed(child, comms, url);
    await once(comms, 'open');
    comms.send(JSON.stringify({ subscribe: 'debug' }));
    comms.send(JSON.stringify({ subscribe: 'status/#' }));
    return nodeRed;
  }

  /** A Node-RED with the nodes of this clone, as their sources are now, and the {@link Inspection} of its process. */
  static startFromSources(userDir: string, flows: object[], settings: object = {}): Promise<NodeRed> {
    const folder = join(userDir, 'nodes');
    mkdirSync(folder);
    for (const html of readdirSync(NODES).filter((file) => file.endsWith('.html'))) {
      copyFileSync(join(NODES, html), join(folder, html));
      writeFileSync(join(folder, html.replace('.html', '.js')), loading(join(NODES, html.replace('.html', '.ts'))));
    }
    writeFileSync(join(folder, 'inspection.html'), '');
    writeFileSync(join(folder, 'inspection.js'), `${loading(join(__dirname, 'inspection.ts'))}.inspection`);
    return NodeRed.start(userDir, flows, settings, [`--require=${require.resolve('tsx/cjs')}`]);
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.comms.terminate();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
  }

  /** A request to the admin API. */
  async fetch(path: string, init?: RequestInit): Promise<Response> {
    // A kept connection may be closed by the server just when the next request goes out.
    const headers = { connection: 'close', ...(init?.headers as Record<string, string> | undefined) };
    const response = await fetch(this.url + path, { ...init, headers });
    assert.ok(response.ok, `${path}: ${response.status}`);
    return response;
  }

  /** Replaces all flows; resolves when they run. */
  async deploy(flows: object[], type: DeploymentType = 'full'): Promise<void> {
    await this.whenDeployed(() =>
      this.fetch('/flows', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'node-red-deployment-type': type },
        body: JSON.stringify(flows),
      }),
    );
  }

  /** Resolves when the flows run that an action deploys: the answer to a deploy comes before. */
  async whenDeployed(action: () => Promise<unknown>): Promise<void> {
    const before = new Set(this.news);
    await action();
    await this.waitFor((news) => news.topic === 'notification/runtime-deploy' && !before.has(news));
  }

  /** Presses the button of an Inject node. */
  async inject(nodeId: string): Promise<void> {
    await this.fetch(`/inject/${nodeId}`, { method: 'POST' });
  }

  /** The resources of its process. Only of one that was started from the sources. */
  async inspect(): Promise<Inspection> {
    return (await (await this.fetch('/inspection')).json()) as Inspection;
  }

  /** The memory of its process, once garbage is collected. Only of one that was started from the sources. */
  async memory(): Promise<Memory> {
    return (await (await this.fetch('/inspection/memory')).json()) as Memory;
  }

  /** Lets nodes of the type `slow-to-close` close. Only of one that was started from the sources. */
  async letClose(): Promise<void> {
    await this.fetch('/inspection/let-close', { method: 'POST' });
  }

  /** What it has printed since it started. */
  get log(): string {
    return this.printed;
  }

  /** All that the editor has heard. */
  get editorNews(): readonly EditorNews[] {
    return this.news;
  }

  forgetNews(): void {
    this.news.length = 0;
  }

  /** Forgets what a Debug node has shown so far. */
  forgetOutput(nodeId: string): void {
    this.news.splice(0, Infinity, ...this.news.filter(({ topic, data }) => topic !== 'debug' || data.id !== nodeId));
  }

  /** What a Debug node has shown so far. */
  debugOutput(nodeId: string): unknown[] {
    return this.news.filter(({ topic, data }) => topic === 'debug' && data.id === nodeId).map(({ data }) => data.msg);
  }

  /** Resolves with the first news that fits, which may have come already. */
  waitFor(fits: (news: EditorNews) => boolean): Promise<EditorNews> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = this.news.find(fits);
        if (!found) return;
        this.listeners.delete(check);
        resolve(found);
      };
      this.listeners.add(check);
      check();
    });
  }

  /** Resolves when a node shows this key of its catalogue, or text, as its status. */
  async waitForStatus(nodeId: string, text: RegExp): Promise<void> {
    await this.waitFor(({ topic, data }) => topic === `status/${nodeId}` && text.test(String(data.text)));
  }
}

function loading(module: string): string {
  return `module.exports = require(${JSON.stringify(module)})`;
}

/** Resolves when the flows run. */
async function addressOf(child: ChildProcess): Promise<string> {
  let output = '';
  const exited = once(child, 'exit').then(() => {
    throw new Error(`Node-RED did not start:\n${output}`);
  });
  exited.catch(() => {});
  for (;;) {
    const found = /Server now running at (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
    if (found && output.includes('Started flows')) return found;
    if (MISSING_TYPES.test(output)) {
      child.kill();
      throw new Error(`Node-RED waits for nodes that did not load:\n${output}`);
    }
    const [chunk] = (await Promise.race([once(child.stdout!, 'data'), exited])) as [Buffer];
    output += chunk.toString();
  }
}
