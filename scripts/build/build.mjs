// Compiles nodes/ to dist/ and puts beside it what Node-RED expects beside a node: dialogs, locales and icons. What the
// dialogs do goes to resources/, from where Node-RED serves it to the editor. All of it is then made small.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

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

// Only programs outside of the package would ask whether a file was an ES module.
const marker = 'Object.defineProperty(exports, "__esModule", { value: true });\n';
// Names of functions, classes and methods stay, so that stack traces can be read, and no line of code gets very long.
const minify = (code) => transformSync(code, { minify: true, lineLimit: 240, charset: 'utf8' }).code;
const smaller = {
  '.js': (code) => minify(code.replace(marker, '')),
  '.json': (texts) => JSON.stringify(JSON.parse(texts)),
  '.html': (page) => page.replaceAll(/^ +/gm, ''),
};
for (const folder of ['dist', 'resources']) {
  for (const file of readdirSync(folder, { recursive: true })) {
    const path = join(folder, file);
    const make = smaller[extname(file)];
    if (make) writeFileSync(path, make(readFileSync(path, 'utf8')));
  }
}
