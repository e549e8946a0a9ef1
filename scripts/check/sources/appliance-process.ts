import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../../../dev/root';

export interface ApplianceProcess {
  url: string;
  stop: () => Promise<void>;
}

/**
 * Starts the built-in appliance in a separate process, as in flows: the native engine can't be loaded in several threads of a
 * process one after the other.
 *
 * @param sessions limit of simultaneous sessions; left out: the default
 */
export async function startAppliance(sessions?: number): Promise<ApplianceProcess> {
  const script = join(ROOT, 'scripts', 'run', 'appliance.ts');
  const options = ['--port', '0', ...(sessions === undefined ? [] : ['--sessions', String(sessions)])];
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', script, ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const failed = ended.then(() => Promise.reject(new Error('The appliance ended before it listened.')));
  failed.catch(() => {});
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string];
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  return { url: line.split(' ').at(-1)!, stop };
}
