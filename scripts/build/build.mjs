// Compiles nodes/ to dist/ and puts beside it what Node-RED expects beside a node: dialogs, locales and icons. What the
// dialogs do goes to resources/, from where Node-RED serves it to the editor.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

for (const folder of ['dist', 'resources']) rmSync(folder, { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
for (const project of [['tsconfig.build.json'], ['nodes/editor', '--noEmit', 'false']]) {
  const compiled = spawnSync(process.execPath, [tsc, '-p', ...project], { stdio: 'inherit' });
  if (compiled.status !== 0) process.exit(compiled.status ?? 1);
}

for (const file of readdirSync('nodes').filter((name) => name.endsWith('.html')))
  cpSync(`nodes/${file}`, `dist/${file}`);
cpSync('nodes/locales', 'dist/locales', { recursive: true });
// The loader looks for icons beside the node files only, and `npm pack` drops symbolic links.
cpSync('icons', 'dist/icons', { recursive: true });
