import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from '../../dev/root';
import { CLIENTS } from '../../scripts/measure/bench/messages';

describe('npm run bench -- --once', function () {
  this.timeout(60_000);

  it('measures every client, and writes its table and its figures', async () => {
    const child = spawn(process.execPath, ['--require=tsx/cjs', 'scripts/measure/bench.ts', '--once'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, progress] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    assert.equal(child.exitCode, 0, output + progress);
    for (const client of CLIENTS) assert.match(output, new RegExp(`^\\| ${client} \\| [\\d.]+, [\\d.]+ x \\|$`, 'm'));
    for (const mode of ['live', 'append', 'calm'])
      assert.match(output, new RegExp(`^\\| partial filter, ${mode}: .* \\| \\d+, \\d+, \\d+ \\|$`, 'm'));
    assert.doesNotMatch(output, /NaN|undefined|Infinity/);
    const written = JSON.parse(readFileSync(join(ROOT, 'coverage', 'bench.json'), 'utf8')) as {
      scenarios: { results: Record<string, { cpu: number }[]> }[];
    };
    assert.deepEqual(Object.keys(written.scenarios[0]?.results ?? {}), [...CLIENTS]);
  });
});
