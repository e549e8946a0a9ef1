// Prepares `npm start` and `npm test`: installs dependencies and builds, if necessary.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

function run(...npmArguments) {
  const { npm_execpath: npm } = process.env;
  const result = npm
    ? spawnSync(process.execPath, [npm, ...npmArguments], { stdio: 'inherit' })
    : spawnSync('npm', npmArguments, { stdio: 'inherit', shell: true });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

// npm writes this file last: it is as old as the last complete installation.
const installed = 'node_modules/.package-lock.json';
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync('package-lock.json').mtimeMs) {
  console.log('Installing the dependencies (about 500 MB, once) ...');
  run('ci', '--no-audit', '--no-fund');
}
run('run', '--silent', 'build');
