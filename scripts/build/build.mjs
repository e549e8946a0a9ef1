// Compiles nodes/ to dist/, with the dialogs, locales and icons that Node-RED expects there, and the dialogs' code to
// resources/, from where Node-RED serves it to the editor. Then everything is minified.
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

// Code that the compiler emits for ES modules that import a file, and for import cycles. There are none.
const forOthers = /^(?:Object\.defineProperty\(exports, "__esModule", .*|(?:exports\.\w+ = )+void 0;)\n/gm;
// Names of functions, classes and methods are kept for stack traces, and lines are limited.
const minify = (code) => transformSync(code, { minify: true, lineLimit: 500, charset: 'utf8' }).code;
const smaller = {
  '.js': (code) => minify(code.replaceAll(forOthers, '')),
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
