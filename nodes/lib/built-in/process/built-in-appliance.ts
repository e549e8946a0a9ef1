import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { delimiter, join } from 'node:path';
import { TOKEN_VARIABLE } from './appliance-options';
import type { ProcessMessage } from './appliance-process';
import type { Container } from '../../audio/signatures';
import { CodedError } from '../../errors/coded-error';
import { fallbackNotice } from '../recogniser/engine/engine-choice';
import type { EngineName } from '../recogniser/engine/inference-engine';
import { isOutOfMemory, OUT_OF_MEMORY, type RecogniserFailure } from '../recogniser/recogniser-failure';
import type { RecogniserInstallation } from '../installation/recogniser-installation';
import { checkPackages } from '../recogniser/packages';

/** Delays before a crashed process is restarted, milliseconds: none at first, then growing. */
const RESTART_DELAYS = [0, 1000, 5000, 15000, 60000];
/** Milliseconds after a failed start before another attempt. */
const FAILED_START_PAUSE = 5000;
/** Lifetime after which restart delays begin again, milliseconds. */
const STABLE_AFTER = 60000;
/** Milliseconds for the process to load the model and to report its address. */
const START_TIMEOUT = 110000;
/** Milliseconds for the process to end by itself. */
const STOP_TIMEOUT = 2000;

/** Exit codes from this one on are exceptions of Windows, such as an access violation. */
const WINDOWS_EXCEPTION = 0xc0000000;

/** Exit code of the C library for a call of a missing function. */
const LINKER_FAILURE = 127;

/** Limit of characters of the process's output that are kept: an engine's error may quote 30 kB of its own code. */
const ERRORS_LENGTH = 50000;

/** The built-in appliance is not available. `code` is stable; errors that are not `retryable` are permanent. */
export class BuiltInApplianceError extends CodedError {
  constructor(
    override readonly code: RecogniserFailure | 'appliance_stopped',
    message: string,
    retryable: boolean,
  ) {
    super(code, message, { retryable });
  }
}

/** Options of the appliance's process. */
export interface BuiltInApplianceOptions {
  /** Limit of simultaneous sessions, 1 to 1000; left out: the server's default. */
  sessions?: number;
  /** Folders in which the recogniser may be installed, besides those of Node.js's module resolution. */
  folders?: string[];
  /** The process's module. */
  entry?: string;
  /** The installation of the recogniser, for which a start waits. */
  installation?: Pick<RecogniserInstallation, 'ending' | 'onBegin'>;
  /** Called once if the native engine does not work. */
  onNotice?: (notice: string) => void;
}

/** The appliance's address and token, which keeps out other users of the machine. */
export interface BuiltInEndpoint {
  url: string;
  token: string;
}

/** The phase of the appliance; `stopped`: not running, perhaps because it failed. */
export type BuiltInPhase = 'stopped' | 'installing' | 'starting' | 'running';

/** A user's lease of the appliance, which runs as long as it has users. */
export interface Lease {
  phase(): BuiltInPhase;
  /** Sets the function that is called whenever the phase has changed. */
  watch(onPhase: () => void): void;
  /**
   * The address of the appliance; waits for its start.
   *
   * @throws RecogniserPackagesError, BuiltInApplianceError
   */
  endpoint(): Promise<BuiltInEndpoint>;
  /** Containers that it decodes besides those of the protocol. */
  readonly takes: readonly Container[];
  release(): void;
}

type State =
  | { name: 'stopped' }
  /** The recogniser is being installed. */
  | { name: 'installing' }
  | { name: 'starting'; child: ChildProcess }
  | { name: 'running'; child: ChildProcess; endpoint: BuiltInEndpoint }
  | { name: 'resting'; timer: NodeJS.Timeout }
  /** The start failed; a later call of `endpoint` tries again. */
  | { name: 'failed'; error: Error; at: number };

const PHASES: Record<State['name'], BuiltInPhase> = {
  stopped: 'stopped',
  installing: 'installing',
  starting: 'starting',
  running: 'running',
  resting: 'starting',
  failed: 'stopped',
};

interface Waiter {
  resolve: (endpoint: BuiltInEndpoint) => void;
  reject: (error: Error) => void;
}

/**
 * The process of the built-in appliance: started for its first user, restarted after a crash, stopped after its last user. A
 * failed start is not retried by itself.
 */
export class BuiltInAppliance {
  private state: State = { name: 'stopped' };
  /** The leases, with their listeners for phases. */
  private readonly users = new Map<Lease, () => void>();
  private forgetInstallation = (): void => {};
  private waiters: Waiter[] = [];
  private failures = 0;
  /** The native engine is not used again once it has failed. */
  private engine: EngineName = 'wasm';
  private hasFallenBack = false;

  constructor(private readonly options: BuiltInApplianceOptions = {}) {}

  /** Starts the appliance if it is not running. A failed start is reported by `endpoint`. */
  use(): Lease {
    const lease: Lease = {
      endpoint: () => this.endpoint(lease),
      takes: ['webm'],
      phase: () => PHASES[this.state.name],
      watch: (onPhase) => {
        if (this.users.has(lease)) this.users.set(lease, onPhase);
      },
      release: () => {
        if (this.users.delete(lease) && this.users.size === 0) this.stop();
      },
    };
    if (this.users.size === 0) {
      this.forgetInstallation = this.options.installation?.onBegin(() => this.installationBegan()) ?? (() => {});
    }
    this.users.set(lease, () => {});
    this.startIfStopped();
    return lease;
  }

  private endpoint(lease: Lease): Promise<BuiltInEndpoint> {
    const { state } = this;
    if (!this.users.has(lease)) return Promise.reject(stopped());
    if (state.name === 'running') return Promise.resolve(state.endpoint);
    if (state.name === 'failed') {
      if (performance.now() - state.at < FAILED_START_PAUSE) return Promise.reject(state.error);
      this.enter({ name: 'stopped' });
    }
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject });
      this.startIfStopped();
    });
  }

  private startIfStopped(): void {
    if (this.state.name !== 'stopped') return;
    const installed = this.options.installation?.ending;
    if (installed) {
      this.enter({ name: 'installing' });
      void installed.then(() => this.installationEnded());
      return;
    }
    try {
      const { engines } = checkPackages(this.options.folders);
      this.engine = engines.native === undefined || this.hasFallenBack ? 'wasm' : 'native';
    } catch (error) {
      this.reject(error as Error);
      return;
    }
    this.start();
  }

  private installationBegan(): void {
    // A running process is not affected by the installation.
    if (this.state.name === 'failed') this.enter({ name: 'stopped' });
    this.startIfStopped();
  }

  private installationEnded(): void {
    if (this.state.name !== 'installing') return;
    this.enter({ name: 'stopped' });
    this.startIfStopped();
  }

  private start(): void {
    // Other options are not inherited: a debugger's port can't be shared, and a script given on the command line would run
    // again in the child.
    const execArgv = process.execArgv.filter((argument) => /^--(require|import)=/.test(argument));
    const { entry = require.resolve('./appliance-process'), sessions, folders = [] } = this.options;
    const commandLine = ['--engine', this.engine, ...(sessions === undefined ? [] : ['--sessions', String(sessions)])];
    // The last folders that Node.js searches, in the recogniser's thread too.
    const modules = [process.env.NODE_PATH, ...folders.map((folder) => join(folder, 'node_modules'))];
    const token = randomBytes(32).toString('hex');
    const env = { ...process.env, NODE_PATH: modules.filter(Boolean).join(delimiter), [TOKEN_VARIABLE]: token };
    let child: ChildProcess;
    try {
      child = fork(entry, commandLine, { env, execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    } catch (error) {
      // Errors such as lack of memory are thrown synchronously; all others come as an event.
      const { code, message } = error as NodeJS.ErrnoException;
      this.failed(code === 'ENOMEM' ? outOfMemory(message) : failure(message, false));
      return;
    }
    const started = performance.now();
    let told: BuiltInApplianceError | undefined;
    let errors = '';
    const timer = setTimeout(() => {
      told = failure('it did not start in time. Check the load of the machine.', true);
      child.kill('SIGKILL');
    }, START_TIMEOUT);
    this.enter({ name: 'starting', child });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-ERRORS_LENGTH);
    });
    child.on('message', (message: ProcessMessage) => {
      if (message.type === 'fallback') {
        this.fallBack(message.reason);
        return;
      }
      clearTimeout(timer);
      if (message.type === 'listening') this.started(child, { url: message.url, token });
      else told = new BuiltInApplianceError(message.code, message.reason, false);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      this.ended(child, failure(error.message, false), started);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      const end = `it ended with ${signal ?? `exit code ${code}`}`;
      if (this.engine === 'native' && isCrash(code, signal) && !isOutOfMemory({ message: errors })) {
        this.fallBack(end);
        this.rest(child, started);
        return;
      }
      const reason = lastError(errors) ?? end;
      this.ended(child, told ?? causeOf(reason, signal, errors), started);
    });
  }

  private started(child: ChildProcess, endpoint: BuiltInEndpoint): void {
    if (!this.owns(child)) return;
    this.enter({ name: 'running', child, endpoint });
    for (const waiter of this.takeWaiters()) waiter.resolve(endpoint);
  }

  private ended(child: ChildProcess, error: BuiltInApplianceError, started: number): void {
    if (!this.owns(child)) return;
    if (this.state.name === 'starting') this.failed(error);
    else this.rest(child, started);
  }

  /** Restarts the process after a delay, for pending calls of `endpoint` too. */
  private rest(child: ChildProcess, started: number): void {
    if (!this.owns(child)) return;
    if (performance.now() - started > STABLE_AFTER) this.failures = 0;
    const delay = RESTART_DELAYS[Math.min(this.failures, RESTART_DELAYS.length - 1)];
    this.failures++;
    this.enter({ name: 'resting', timer: setTimeout(() => this.start(), delay) });
  }

  private fallBack(reason: string): void {
    this.engine = 'wasm';
    if (this.hasFallenBack) return;
    this.hasFallenBack = true;
    this.options.onNotice?.(fallbackNotice(reason));
  }

  private failed(error: BuiltInApplianceError): void {
    this.enter({ name: 'failed', error, at: performance.now() });
    this.reject(error);
  }

  private stop(): void {
    const state = this.state;
    this.enter({ name: 'stopped' });
    this.forgetInstallation();
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

  private enter(state: State): void {
    const before = PHASES[this.state.name];
    this.state = state;
    if (PHASES[state.name] !== before) for (const tell of [...this.users.values()]) tell();
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

/** The line with the error that ended a Node.js process. */
function lastError(printed: string): string | undefined {
  return printed
    .split('\n')
    .findLast((line) => /^\w*Error\b/.test(line))
    ?.slice(0, 300);
}

/** Whether native code crashed the process: JavaScript errors exit differently. */
function isCrash(code: number | null, signal: NodeJS.Signals | null): boolean {
  if (code !== null) return code === LINKER_FAILURE || code >= WINDOWS_EXCEPTION;
  return ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGABRT', 'SIGTRAP', 'SIGSYS'].includes(signal ?? '');
}

/** The cause of an exit without a message. */
function causeOf(reason: string, signal: NodeJS.Signals | null, printed: string): BuiltInApplianceError {
  const isKilled = signal === 'SIGKILL' || /heap out of memory|allocation failed/i.test(printed);
  return isKilled ? outOfMemory(reason) : failure(reason, false);
}

function failure(reason: string, retryable: boolean): BuiltInApplianceError {
  return new BuiltInApplianceError('recogniser_failed', `The built-in appliance failed: ${reason}`, retryable);
}

function outOfMemory(reason: string): BuiltInApplianceError {
  const message = `The built-in appliance could not start: ${reason}. ${OUT_OF_MEMORY}`;
  return new BuiltInApplianceError('recogniser_out_of_memory', message, false);
}

function stopped(): BuiltInApplianceError {
  return new BuiltInApplianceError('appliance_stopped', 'The built-in appliance was stopped.', true);
}
