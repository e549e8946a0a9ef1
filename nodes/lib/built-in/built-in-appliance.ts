import { fork, type ChildProcess } from 'node:child_process';
import { delimiter, join } from 'node:path';
import type { ProcessMessage } from './appliance-process';
import { checkPackages } from './packages';

/** Milliseconds before a process that died is started again: none at first, then growing. */
const RESTART_DELAYS = [0, 1000, 5000, 15000, 60000];
/** A process that lived this long, milliseconds, did not die of its start. */
const STABLE_AFTER = 60000;
/** Milliseconds that the process has to say where it listens; models are loaded later. */
const START_TIMEOUT = 30000;
/** Milliseconds that the process has to end by itself. */
const STOP_TIMEOUT = 2000;

/** Characters of what the process printed that are kept: an engine's error may quote 30 kB of its own code. */
const ERRORS_LENGTH = 50000;

/** The built-in appliance can't be had. `code` is stable. */
export class BuiltInApplianceError extends Error {
  override readonly name = 'BuiltInApplianceError';
  constructor(
    readonly code: 'recogniser_failed' | 'appliance_stopped',
    message: string,
  ) {
    super(message);
  }
}

/** How the process of the appliance is run. */
export interface BuiltInApplianceOptions {
  /** Sessions at once, 1 to 1000; left out: the server's default. */
  sessions?: number;
  /** Folders in which the recogniser may be installed, besides where Node.js looks for it. */
  folders?: string[];
  /** The process's module. */
  entry?: string;
}

/** One user's hold on the appliance: it runs while anybody holds it. */
export interface Lease {
  /**
   * Where the appliance listens; waits for its start.
   *
   * @throws RecogniserPackagesError, BuiltInApplianceError
   */
  endpoint(): Promise<{ url: string }>;
  release(): void;
}

type State =
  | { name: 'stopped' }
  | { name: 'starting'; child: ChildProcess }
  | { name: 'running'; child: ChildProcess; url: string }
  | { name: 'resting'; timer: NodeJS.Timeout };

interface Waiter {
  resolve: (endpoint: { url: string }) => void;
  reject: (error: Error) => void;
}

/** The process of the built-in appliance: started for its first user, started again when it dies, stopped after its last. */
export class BuiltInAppliance {
  private state: State = { name: 'stopped' };
  private readonly users = new Set<Lease>();
  private waiters: Waiter[] = [];
  private failures = 0;

  constructor(private readonly options: BuiltInApplianceOptions = {}) {}

  /** Starts the appliance if it is not running. A start that fails is told to those who ask for the endpoint. */
  use(): Lease {
    const lease: Lease = {
      endpoint: () => this.endpoint(lease),
      release: () => {
        this.users.delete(lease);
        if (this.users.size === 0) this.stop();
      },
    };
    this.users.add(lease);
    this.startIfStopped();
    return lease;
  }

  private endpoint(lease: Lease): Promise<{ url: string }> {
    if (!this.users.has(lease)) return Promise.reject(stopped());
    if (this.state.name === 'running') return Promise.resolve({ url: this.state.url });
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject });
      this.startIfStopped();
    });
  }

  private startIfStopped(): void {
    if (this.state.name !== 'stopped') return;
    try {
      checkPackages(this.options.folders);
    } catch (error) {
      this.reject(error as Error);
      return;
    }
    this.start();
  }

  private start(): void {
    // The parent's other options are its own: a debugger's port can't be shared, and a script given in place of a file
    // would run again in the child.
    const execArgv = process.execArgv.filter((argument) => /^--(require|import)=/.test(argument));
    const { entry = require.resolve('./appliance-process'), sessions, folders = [] } = this.options;
    const commandLine = sessions === undefined ? [] : ['--sessions', String(sessions)];
    // Where Node.js looks last, in the recogniser's thread too.
    const modules = [process.env.NODE_PATH, ...folders.map((folder) => join(folder, 'node_modules'))];
    const env = { ...process.env, NODE_PATH: modules.filter(Boolean).join(delimiter) };
    let child: ChildProcess;
    try {
      child = fork(entry, commandLine, { env, execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    } catch (error) {
      // What the system refuses at once, for want of memory for example, is thrown; all else comes as an event.
      this.rest((error as Error).message);
      return;
    }
    const started = Date.now();
    let reason: string | undefined;
    let errors = '';
    const timer = setTimeout(() => {
      reason = 'it did not start in time';
      child.kill('SIGKILL');
    }, START_TIMEOUT);
    this.state = { name: 'starting', child };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-ERRORS_LENGTH);
    });
    child.on('message', (message: ProcessMessage) => {
      clearTimeout(timer);
      if (message.type === 'failed') reason = message.reason;
      else this.started(child, message.url);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      this.ended(child, error.message, started);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      this.ended(child, reason ?? lastError(errors) ?? `it ended with ${signal ?? `exit code ${code}`}`, started);
    });
  }

  private started(child: ChildProcess, url: string): void {
    if (!this.owns(child)) return;
    this.state = { name: 'running', child, url };
    for (const waiter of this.takeWaiters()) waiter.resolve({ url });
  }

  private ended(child: ChildProcess, reason: string, started: number): void {
    if (!this.owns(child)) return;
    if (Date.now() - started > STABLE_AFTER) this.failures = 0;
    this.rest(reason);
  }

  /** There is no process; after a pause there will be another. */
  private rest(reason: string): void {
    const delay = RESTART_DELAYS[Math.min(this.failures, RESTART_DELAYS.length - 1)];
    this.failures++;
    this.state = { name: 'resting', timer: setTimeout(() => this.start(), delay) };
    this.reject(new BuiltInApplianceError('recogniser_failed', `The built-in appliance failed: ${reason}`));
  }

  private stop(): void {
    const state = this.state;
    this.state = { name: 'stopped' };
    this.failures = 0;
    this.reject(stopped());
    if (state.name === 'resting') clearTimeout(state.timer);
    if (state.name !== 'starting' && state.name !== 'running') return;
    const { child } = state;
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT);
    child.once('exit', () => {
      clearTimeout(timer);
    });
    if (child.connected) child.disconnect();
  }

  private owns(child: ChildProcess): boolean {
    return (this.state.name === 'starting' || this.state.name === 'running') && this.state.child === child;
  }

  private reject(error: Error): void {
    for (const waiter of this.takeWaiters()) waiter.reject(error);
  }

  private takeWaiters(): Waiter[] {
    const waiters = this.waiters;
    this.waiters = [];
    return waiters;
  }
}

/** The line in which Node.js names the error that ended a process. */
function lastError(printed: string): string | undefined {
  return printed
    .split('\n')
    .findLast((line) => /^\w*Error\b/.test(line))
    ?.slice(0, 300);
}

function stopped(): BuiltInApplianceError {
  return new BuiltInApplianceError('appliance_stopped', 'The built-in appliance was stopped.');
}
