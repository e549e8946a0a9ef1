/**
 * `npm start`: runs a separate Node-RED with the example flow, which transcribes a recording. With `--once` it exits after the
 * recording: exit code 0 if the transcript was right, otherwise 1.
 */
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import express from 'express';
import RED, { type Node } from 'node-red';
import { demo } from '../../dev/demo';
import { ROOT } from '../../dev/root';
import { wordErrorRate } from '../../dev/word-error-rate';
import type { TranscriptMessage } from '../../nodes/lib/stream/transcripts';
import { Terminal } from './demo/terminal';

/** Milliseconds; the recording takes 17 s, the start of the recogniser a few more. */
const GIVE_UP_AFTER = 120_000;

/** Path of the HTTP endpoints of flows. */
const HTTP_ROOT = '/api';

/** A message between nodes, as far as the demo uses it. */
interface SendEvent {
  msg: Record<string, unknown>;
  source: { id: string; node: { type: string }; port: number };
}

/** A message that a node has processed. */
interface CompleteEvent {
  msg: Record<string, unknown>;
  node: { id: string };
}

async function startNodeRed(userDir: string): Promise<string> {
  const { default: getPort } = await import('get-port');
  const app = express();
  const server = createServer(app);
  const port = await getPort({ port: 1880, host: '127.0.0.1' });
  RED.init(server, {
    userDir,
    flowFile: 'flows.json',
    nodesDir: ROOT,
    httpAdminRoot: '/',
    httpNodeRoot: HTTP_ROOT,
    uiHost: '127.0.0.1',
    uiPort: port,
    credentialSecret: 'demo',
    functionGlobalContext: {},
    logging: { console: { level: 'error', metrics: false, audit: false } },
    editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
    telemetry: { enabled: false, updateNotification: false },
  } as Parameters<typeof RED.init>[1]);
  app.use('/', RED.httpAdmin);
  app.use(HTTP_ROOT, RED.httpNode);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const flowsStarted = new Promise<void>((resolve) => RED.events.once('flows:started', () => resolve()));
  await RED.start();
  await flowsStarted;
  return `http://127.0.0.1:${port}`;
}

/** Prepares a user directory inside the clone; changes in the editor are kept until the next start. */
function prepareUserDir(fresh: boolean): string {
  const userDir = join(ROOT, '.demo', fresh ? 'once' : 'node-red');
  if (fresh) rmSync(userDir, { recursive: true, force: true });
  mkdirSync(userDir, { recursive: true });
  const flows = join(userDir, 'flows.json');
  const original = join(userDir, 'original-flows.json');
  const example = readFileSync(demo.path, 'utf8');
  const untouched = !existsSync(flows) || (existsSync(original) && sameText(flows, original));
  if (untouched) for (const file of [flows, original]) writeFileSync(file, example);
  return userDir;
}

function sameText(one: string, other: string): boolean {
  return readFileSync(one, 'utf8') === readFileSync(other, 'utf8');
}

/** Watches the messages of nodes of a type, each once regardless of the number of wires. */
function watch(type: string, take: (source: SendEvent['source'], message: Record<string, unknown>) => void): void {
  RED.hooks.add(`onSend.${type}`, (sent: unknown) => {
    const ports = new Map((sent as SendEvent[]).map((event) => [event.source.port, event]));
    for (const { source, msg } of ports.values()) if (source.node.type === type) take(source, msg);
  });
}

async function main(): Promise<void> {
  const runOnce = process.argv.includes('--once');
  const userDir = prepareUserDir(runOnce);
  const address = await startNodeRed(userDir);
  const terminal = new Terminal(process.stdout);
  terminal.line(`The editor is open at ${address}, a page with the captions at ${address}${HTTP_ROOT}${demo.page}`);
  const play = (RED.nodes as unknown as { getNode(id: string): Node | null }).getNode(demo.play);
  if (!play) {
    terminal.line(`Your own flow is running. To get the demo flow back, delete ${userDir} and start again.`);
    return;
  }
  terminal.line('Playing the recording. This is what is heard, and the sentences that come of it:\n');

  const finished = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The transcript did not end.')), GIVE_UP_AFTER);
    watch('catch', (_source, { error }) => reject(new Error((error as { message: string }).message)));
    watch('speechmatics-transcribe', ({ port }, message) => {
      if (port === 0) terminal.transcript(message as unknown as TranscriptMessage);
    });
    watch('speechmatics-partial-filter', ({ id }, message) => {
      if (id === demo.live) terminal.caption(String(message.payload));
      else if (id === demo.sentences) terminal.sentence(message as unknown as TranscriptMessage);
    });
    RED.hooks.add('onComplete', (completed: unknown) => {
      const { msg, node } = completed as CompleteEvent;
      // The last sentence was sent when its filter has processed the end.
      if (node.id !== demo.sentences || msg.event !== 'end_of_transcript') return;
      clearTimeout(timer);
      resolve();
    });
  });
  terminal.playing();
  play.receive({});
  await finished;

  const errorRate = wordErrorRate(demo.text, terminal.text);
  terminal.summary(errorRate);
  if (runOnce) {
    await RED.stop();
    process.exit(errorRate <= demo.acceptedErrorRate ? 0 : 1);
  }
  terminal.line(`\nNode-RED keeps running: open ${address}, or press Ctrl-C to stop.`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void RED.stop().finally(() => process.exit(0));
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
