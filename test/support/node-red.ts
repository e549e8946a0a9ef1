import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WebSocket } from 'ws';

/** What the editor hears: a Debug node's output, or a node's status. */
export interface EditorNews {
  topic: string;
  data: Record<string, unknown>;
}

const SETTINGS = {
  uiHost: '127.0.0.1',
  uiPort: 0,
  flowFile: 'flows.json',
  credentialSecret: 'test',
  editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { autoInstall: false, palette: { allowInstall: false, allowUpload: false } },
};

/** A real Node-RED in a process of its own. */
export class NodeRed {
  private readonly news: EditorNews[] = [];
  private readonly listeners = new Set<() => void>();

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
  }

  /**
   * @param userDir where its nodes and settings are
   * @param flows what it runs
   * @param settings added to those that keep it quiet and offline
   */
  static async start(userDir: string, flows: object[], settings: object = {}): Promise<NodeRed> {
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flows));
    writeFileSync(
      join(userDir, 'settings.js'),
      `module.exports = ${JSON.stringify({ ...SETTINGS, userDir, ...settings })};`,
    );
    const red = join(dirname(require.resolve('node-red/package.json')), 'red.js');
    const child = spawn(process.execPath, [red, '--settings', join(userDir, 'settings.js'), '--userDir', userDir], {
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

  async stop(): Promise<void> {
    this.comms.terminate();
    if (this.child.exitCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
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

  /** Replaces all flows and restarts them. */
  async deploy(flows: object[]): Promise<void> {
    await this.fetch('/flows', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-deployment-type': 'full' },
      body: JSON.stringify(flows),
    });
  }

  forgetNews(): void {
    this.news.length = 0;
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

async function addressOf(child: ChildProcess): Promise<string> {
  let output = '';
  const exited = once(child, 'exit').then(() => {
    throw new Error(`Node-RED did not start:\n${output}`);
  });
  exited.catch(() => {});
  for (;;) {
    const found = /Server now running at (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
    if (found && output.includes('Started flows')) return found;
    const [chunk] = (await Promise.race([once(child.stdout!, 'data'), exited])) as [Buffer];
    output += chunk.toString();
  }
}
