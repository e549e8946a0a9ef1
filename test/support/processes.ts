import { once } from 'node:events';
import { existsSync, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves with the process id in a file once there is one; it has to be moved there, so that it is complete. */
export async function processIdIn(path: string): Promise<number> {
  const watcher = watch(dirname(path));
  try {
    while (!existsSync(path)) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
  return Number(readFileSync(path, 'utf8'));
}

/** Resolves when there is no such process any more. One that has ended counts as gone, even if nobody collected it yet. */
export async function gone(pid: number): Promise<void> {
  // The end of a process that is no child makes no event.
  while (isRunning(pid)) await delay(5);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

/** Only Linux tells; elsewhere an orphan's new parent collects it at once. */
function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}
