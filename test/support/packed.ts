import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../dev/root';

/** The name of the package. */
export const PACKAGE = 'node-red-contrib-speechmatics';

/** Options of npm that make an installation quick. */
export const QUIETLY = ['--no-audit', '--no-fund', '--prefer-offline'];

/** Runs npm in a folder, and gives what it prints. */
export function npm(folder: string, ...npmArguments: string[]): string {
  const script = process.env.npm_execpath;
  const [program, before] = script ? [process.execPath, [script]] : ['npm', []];
  return execFileSync(program, [...before, ...npmArguments], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: !script && process.platform === 'win32',
  });
}

/**
 * Packs the repository as it would be published and installs that into a Node-RED user directory.
 *
 * @returns the files of the package
 */
export function installPacked(userDir: string): string[] {
  const [packed] = JSON.parse(npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', userDir)) as [
    { filename: string; files: { path: string }[] },
  ];
  writeFileSync(join(userDir, 'package.json'), JSON.stringify({ name: 'user', version: '0.0.1', private: true }));
  npm(userDir, 'install', ...QUIETLY, `./${packed.filename}`);
  return packed.files.map(({ path }) => path);
}
