import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ROOT } from '../../dev/root';

/** Runs the Node.js command of a script of package.json, without what npm runs before it. */
export function runScript(name: string, ...options: string[]): ChildProcessByStdio<null, Readable, Readable> {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [, ...command] = scripts[name]!.split(' ');
  return spawn(process.execPath, [...command, ...options], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
}
