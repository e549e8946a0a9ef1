// `npm run test:node-red-5`: runs the tests with a real Node-RED on Node-RED 5 and the Node.js that it needs. Both are
// installed beside this script, since the project itself is developed on the oldest versions that it supports. `--install`
// only installs them.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, 'scripts', 'check', 'node-red-5');
const TESTS = ['test/nodes/*.test.ts', 'test/editor/*.test.ts', 'test/package/*.test.ts'];

// npm writes this file last: it is as old as the last complete installation.
const installed = join(FOLDER, 'node_modules', '.package-lock.json');
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(join(FOLDER, 'package-lock.json')).mtimeMs) {
  console.log('Installing Node-RED 5 and its Node.js (about 300 MB, once) ...');
  const { npm_execpath: npm } = process.env;
  const [program, before] = npm ? [process.execPath, [npm]] : ['npm', []];
  const options = { cwd: FOLDER, stdio: 'inherit', shell: !npm && process.platform === 'win32' };
  const { status } = spawnSync(program, [...before, 'ci', '--no-audit', '--no-fund'], options);
  if (status !== 0) process.exit(status ?? 1);
}
if (process.argv[2] === '--install') process.exit();

const bin = join(FOLDER, 'node_modules', 'node', 'bin');
const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const { status } = spawnSync(
  join(bin, process.platform === 'win32' ? 'node.exe' : 'node'),
  [
    mocha,
    '--forbid-only',
    '--require',
    join(FOLDER, 'resolve.cjs'),
    ...(process.argv.length > 2 ? process.argv.slice(2) : TESTS),
  ],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, NODE_RED: '5.', PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
  },
);
process.exit(status ?? 1);
