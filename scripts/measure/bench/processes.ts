import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ClientName, Figures, Job, Report, ServerOrder, ServerReport } from './messages';
import type { Texts } from './speech-server';

function start(name: string): ChildProcess {
  return fork(join(__dirname, `${name}.ts`), { execArgv: ['--require=tsx/cjs'] });
}

/** The server of all clients. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<ServerProcess> {
    const child = start('server-process');
    const [report] = (await once(child, 'message')) as [ServerReport & { kind: 'listening' }];
    return new ServerProcess(child, report.url);
  }

  say(texts: Texts): Promise<void> {
    return this.order({ kind: 'say', texts });
  }

  cut(away: number): Promise<void> {
    return this.order({ kind: 'cut', away });
  }

  stop(): void {
    this.child.kill();
  }

  private async order(order: ServerOrder): Promise<void> {
    const done = once(this.child, 'message');
    this.child.send(order);
    await done;
  }
}

/** A client in its own process. */
export class ClientProcess {
  private constructor(
    readonly name: ClientName,
    private readonly child: ChildProcess,
    private readonly server: ServerProcess,
  ) {}

  /** @param most limit of simultaneous streams */
  static async start(name: ClientName, server: ServerProcess, most: number): Promise<ClientProcess> {
    const child = start('client-process');
    child.send({ kind: 'prepare', client: name, url: server.url, most });
    try {
      await reportOf(child);
    } catch (error) {
      child.kill();
      throw error;
    }
    return new ClientProcess(name, child, server);
  }

  /** @param profile path of a CPU profile; left out: none */
  async run(job: Job, profile?: string): Promise<Figures> {
    this.child.send({ kind: 'run', job, profile });
    for (;;) {
      const report = await reportOf(this.child);
      if (report.kind === 'done') return report.figures;
      if (report.kind === 'cut' && job.kind === 'recovery') void this.server.cut(job.away);
    }
  }

  stop(): void {
    this.child.kill();
  }
}

async function reportOf(child: ChildProcess): Promise<Report> {
  const exited = new AbortController();
  const onExit = (code: number | null): void => exited.abort(new Error(`The process ended with code ${code}.`));
  child.once('exit', onExit);
  try {
    const [report] = (await once(child, 'message', { signal: exited.signal })) as [Report];
    if (report.kind === 'failed') throw new Error(report.reason);
    return report;
  } finally {
    child.off('exit', onExit);
  }
}
