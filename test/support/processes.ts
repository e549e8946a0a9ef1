import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when there is no such process any more. One that has ended counts as gone, even if nobody collected it yet. */
export async function gone(pid: number): Promise<void> {
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
