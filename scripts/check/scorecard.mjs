// `npm run scorecard`: the checks of the Flow Library's scorecard (node-red-dev) on this package; exit code 1 if one fails.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Not a dependency of this project, since its own dependencies are many and old.
const TOOL = 'node-red-dev@0.1.6';
const CATALOGUE = 'https://catalogue.nodered.org/catalogue.json';
const CARD = 'coverage/scorecard.json';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
mkdirSync('coverage', { recursive: true });
rmSync(CARD, { force: true });

const catalogue = await fetch(CATALOGUE, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
const isOffline = !catalogue?.ok;
if (isOffline) console.log('The catalogue of nodes is out of reach: names are not compared with those of others.');
const stub = fileURLToPath(new URL('scorecard/empty-catalogue.cjs', import.meta.url));
const options = isOffline ? `--require=${JSON.stringify(stub)}` : '';

const { npm_execpath: npm } = process.env;
const [program, before] = npm ? [process.execPath, [npm]] : ['npm', []];
const validate = [
  'exec',
  '--yes',
  `--package=${TOOL}`,
  '--',
  'node-red-dev',
  'validate',
  '-p',
  process.cwd(),
  '-o',
  CARD,
];
const { status } = spawnSync(program, [...before, ...validate], {
  stdio: 'inherit',
  shell: !npm && process.platform === 'win32',
  env: { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${options}`.trim() },
});
if (status !== 0) process.exit(status ?? 1);

// Warnings don't change the tool's exit code.
const card = JSON.parse(readFileSync(CARD, 'utf8'));
const checks = Object.entries(card).filter(([, check]) => typeof check?.test === 'boolean');
const failed = checks.filter(([, { test }]) => !test).map(([name]) => name);
const passed = checks.length - failed.length;
console.log(failed.length === 0 ? `All ${passed} checks are true.` : `False: ${failed.join(', ')}`);
process.exit(failed.length === 0 && passed > 0 ? 0 : 1);
