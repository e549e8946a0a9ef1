import { type ChildProcess, type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { CodedError } from '../../errors/coded-error';
import type { Clock } from '../../time/clock';
import { Timeout } from '../../time/timeout';

/** The command to run npm. */
export interface Npm {
  program: string;
  arguments: string[];
  /** Whether it is a script of the system's shell. */
  shell?: boolean;
}

/** Limit of characters of npm's output that are kept. */
const PRINTED = 20_000;
/** Time limit of an installation, milliseconds. */
const LIMIT = 3_600_000;
/** Milliseconds to wait for npm's last output: a program that it left running may keep its output open forever. */
const LAST_OUTPUT = 1000;

/** Explanations of npm's errors, with a cure; the first match counts. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/could not be started: .*ENOENT/, 'Node-RED cannot find npm. Install it, or put it on the PATH of Node-RED.'],
  [/preInstall hook/, 'A hook in the settings of this Node-RED forbids it. Ask whoever runs it.'],
  [/EMFILE|ENFILE/, 'Too many files are open. Restart Node-RED, or raise its limit of open files, and try again.'],
  [/ENOMEM|\bEAGAIN\b/, 'There is no memory for another process, or too many run. Make room and try again.'],
  [/took longer than/, 'Check the connection to the npm registry and try again.'],
  [/ENOSPC/, 'The disk is full. Make room for it and try again.'],
  [/EACCES|EPERM|EROFS/, 'Node-RED cannot write to its user directory. Change the permissions and try again.'],
  [
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|network|E5\d\d/,
    'The npm registry cannot be reached. Check the connection, and the proxy if there is one, and try again.',
  ],
  [/E401|E403|E404|ETARGET/, 'The npm registry does not provide the packages. Check which registry npm is set to use.'],
  [/ERESOLVE/, 'Other packages in the user directory conflict with it. Run the command by hand there to see which.'],
  [/EINTEGRITY/, 'What was downloaded differs from what was published. Try again, or clear the npm cache.'],
];

/**
 * Finds the npm that comes with Node-RED, otherwise the one that comes with Node.js.
 *
 * @param main the module that runs Node-RED
 */
export function findNpm(main = require.main?.filename): Npm {
  const here = dirname(process.execPath);
  const places = [
    ...(main === undefined ? [] : [besideNodeRed(main)]),
    join(here, '..', 'lib', 'node_modules', 'npm'),
    join(here, 'node_modules', 'npm'),
  ];
  const script = places
    .flatMap((folder) => (folder === undefined ? [] : join(folder, 'bin', 'npm-cli.js')))
    .find((file) => existsSync(file));
  if (script !== undefined) return { program: process.execPath, arguments: [script] };
  return { program: 'npm', arguments: [], shell: process.platform === 'win32' };
}

function besideNodeRed(main: string): string | undefined {
  try {
    const registry = createRequire(main).resolve('@node-red/registry/package.json');
    return dirname(createRequire(registry).resolve('npm/package.json'));
  } catch {
    return undefined;
  }
}

/**
 * Runs npm in a folder. It and its child processes are killed after an hour, and when this process exits.
 *
 * @throws CodedError `install_failed`
 */
export function runNpm(npm: Npm, npmArguments: readonly string[], folder: string, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const keep = (text: Buffer): void => {
      printed = (printed + text.toString()).slice(-PRINTED);
    };
    const child = start(npm, npmArguments, folder);
    const limit = new Timeout(clock);
    let isLate = false;
    const end = (): void => killGroup(child);
    limit.set(LIMIT, () => {
      isLate = true;
      end();
    });
    process.once('exit', end);
    const settled = (): void => {
      limit.clear();
      process.off('exit', end);
    };
    // First of all: an error without a listener ends Node-RED.
    child.once('error', (error) => {
      settled();
      reject(notStarted(error));
    });
    // The error event follows. With too many open files there are no streams either.
    if (child.pid === undefined) return;
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('exit', () => {
      settled();
      const closing = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, LAST_OUTPUT);
      child.once('close', () => clearTimeout(closing));
    });
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else if (isLate) reject(failed(`npm took longer than ${LIMIT / 60_000} minutes`, printed));
      else reject(failed(errorLine(printed) ?? `npm ended with ${signal ?? `exit code ${code}`}`, printed));
    });
  });
}

/** @throws CodedError `install_failed` if the system refuses synchronously */
function start(
  npm: Npm,
  npmArguments: readonly string[],
  folder: string,
): ChildProcessByStdio<null, Readable, Readable> {
  try {
    return spawn(npm.program, [...npm.arguments, ...npmArguments], {
      cwd: folder,
      shell: npm.shell ?? false,
      stdio: ['ignore', 'pipe', 'pipe'],
      // On POSIX systems it leads a process group, which can be killed as a whole.
      detached: process.platform !== 'win32',
    });
  } catch (error) {
    throw notStarted(error as Error);
  }
}

function notStarted({ message }: Error): CodedError {
  return failed(`npm could not be started: ${message}`, '');
}

/** Kills a process and its child processes. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/PID', String(pid), '/T', '/F']);
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}

/** The first lines of npm's errors, without the prefix. */
function errorLine(printed: string): string | undefined {
  const lines = printed.split('\n').flatMap((line) => /^npm (?:error|ERR!) ?(.*)/.exec(line)?.[1]?.trim() || []);
  const told = lines.filter((line) => !/^(code|errno|syscall|path|A complete log)\b/.test(line));
  return (told[0] ?? lines[0])?.slice(0, 300);
}

/** The error of a failed installation, with the cure. */
export function failed(said: string, printed: string): CodedError {
  const [, cure = 'Run the command by hand, in the user directory, to see all that npm says.'] =
    CAUSES.find(([pattern]) => pattern.test(said + printed)) ?? [];
  return new CodedError('install_failed', `The recogniser could not be installed. ${cure} The error was: ${said}`);
}
