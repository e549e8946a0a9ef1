import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../errors/coded-error';
import { helpUrl } from '../../errors/help';
import {
  checkPackages,
  installCommand,
  recogniserMegabytes,
  recogniserPackages,
  recogniserVersion,
} from '../recogniser/packages';
import { folderSize } from './folder-size';
import type { InstallationReport } from './installation-report';
import { refusalOf } from './install-rules';
import { systemClock, type Clock } from '../../time/clock';
import { failed, findNpm, type Npm, runNpm } from './npm';

/**
 * Node-RED's hooks for installations: `preInstall` resolves with false to skip npm, and may change `args` of the payload.
 */
export interface InstallationHooks {
  trigger(hook: 'preInstall' | 'postInstall', payload: object): Promise<unknown>;
  add(hook: string, callback: () => Promise<void>): void;
  remove(hook: string): void;
}

/** The payload of hooks for one package. */
interface Payload {
  module: string;
  version: string;
  dir: string;
  /** Arguments of npm. */
  args: string[];
}

/** `--save` in any case: Node-RED's next installation removes packages that are not in package.json. */
const NPM_ARGUMENTS = ['--save', '--save-exact', '--omit=dev', '--no-audit', '--no-fund', '--no-update-notifier'];
/** Node-RED's own installations wait at this hook while it exists. */
const LOCK = 'preInstall.speechmatics';

/** The Node-RED to install into. */
export interface InstallationSettings {
  /** The user directory. */
  folder: string;
  /** Its setting `externalModules`. */
  externalModules?: unknown;
  /** Node-RED's hooks. */
  hooks?: InstallationHooks;
  /** Left out: the one found by {@link findNpm}. */
  npm?: Npm;
  /** Throws if the recogniser can't be used. Left out: the usual check. */
  check?: () => void;
  log?: (text: string) => void;
  /** Clock of npm's time limit. */
  clock?: Clock;
}

/** Installs the recogniser's packages into the user directory while flows run, one installation at a time. */
export class RecogniserInstallation {
  private running: Promise<void> | undefined;
  private failure: CodedError | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly settings: InstallationSettings) {}

  /** Resolves when the running installation has succeeded or failed; undefined if none is running. */
  get ending(): Promise<void> | undefined {
    return this.running;
  }

  /**
   * Calls a function whenever an installation begins.
   *
   * @returns a function that removes the listener
   */
  onBegin(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Begins an installation, if none is running, there is something to install, and the settings allow it. The result is in the
   * report.
   */
  begin(): void {
    if (this.running || this.missing() === undefined || this.refusal !== undefined) return;
    this.failure = undefined;
    this.running = this.install()
      .catch((error: unknown) => {
        this.failure = CodedError.from(error);
        this.settings.log?.(this.failure.message);
      })
      .finally(() => (this.running = undefined));
    for (const listener of [...this.listeners]) listener();
  }

  async report(): Promise<InstallationReport> {
    const base = { command: installCommand, megabytes: recogniserMegabytes };
    if (this.running) return { ...base, state: 'installing', done: await this.megabytesDone() };
    const missing = this.missing();
    if (!missing) return { ...base, state: 'installed', version: recogniserVersion };
    const { refusal } = this;
    const { code, message } = this.failure ?? missing;
    const fault = { code, reason: message, help: helpUrl(code) };
    return { ...base, state: this.failure ? 'failed' : 'missing', fault, ...(refusal && { refusal }) };
  }

  private missing(): CodedError | undefined {
    try {
      this.check();
      return undefined;
    } catch (error) {
      return CodedError.from(error);
    }
  }

  private check(): void {
    const { folder, check = () => void checkPackages([folder]) } = this.settings;
    check();
  }

  private get refusal(): string | undefined {
    for (const [name, version] of Object.entries(recogniserPackages)) {
      const why = refusalOf(name, version, this.settings.externalModules);
      if (why)
        return `Node-RED's settings file forbids it: ${why}. Change that and restart Node-RED, or install it by hand.`;
    }
    return undefined;
  }

  private async install(): Promise<void> {
    const { folder, hooks, log } = this.settings;
    const payloads = Object.entries(recogniserPackages).map(([module, version]): Payload => ({
      module,
      version,
      dir: folder,
      args: [...NPM_ARGUMENTS],
    }));
    const wanted: Payload[] = [];
    for (const payload of payloads) if (await this.isWanted(payload)) wanted.push(payload);
    log?.(`Installing the recogniser of the built-in appliance into ${folder} (${recogniserMegabytes} MB)`);
    prepareFolder(folder);
    await this.runNpm(wanted);
    for (const payload of payloads) await hooks?.trigger('postInstall', payload);
    this.check();
    log?.('The recogniser is installed');
  }

  private async isWanted(payload: Payload): Promise<boolean> {
    try {
      return (await this.settings.hooks?.trigger('preInstall', payload)) !== false;
    } catch (error) {
      throw failed(`the preInstall hook said: ${CodedError.from(error).message}`, '');
    }
  }

  /** Runs npm once for all packages with the same arguments. Node-RED installs nothing else meanwhile. */
  private async runNpm(wanted: readonly Payload[]): Promise<void> {
    const { folder, hooks, npm = findNpm(), clock = systemClock } = this.settings;
    const runs = new Map<string, [npmArguments: string[], packages: string[]]>();
    for (const { module, version, args } of wanted) {
      const [npmArguments, packages] = runs.get(JSON.stringify(args)) ?? [args, []];
      runs.set(JSON.stringify(args), [npmArguments, [...packages, `${module}@${version}`]]);
    }
    let unlock = (): void => {};
    const ended = new Promise<void>((resolve) => (unlock = resolve));
    hooks?.add(LOCK, () => ended);
    try {
      for (const [npmArguments, packages] of runs.values()) {
        await runNpm(npm, ['install', ...npmArguments, '--', ...packages], folder, clock);
      }
    } finally {
      hooks?.remove(LOCK);
      unlock();
    }
  }

  private async megabytesDone(): Promise<number> {
    const folders = Object.keys(recogniserPackages).map((name) => join(this.settings.folder, 'node_modules', name));
    const sizes = await Promise.all(folders.map(folderSize));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return Math.min(recogniserMegabytes, Math.round(bytes / 1_000_000));
  }
}

/** Creates a package.json as Node-RED does: without one, npm would use that of a parent folder. */
function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return;
    writeFileSync(manifest, JSON.stringify({ name: 'node-red-project', version: '0.0.1', private: true }, null, 4));
  } catch (error) {
    throw failed(CodedError.from(error).message, '');
  }
}
