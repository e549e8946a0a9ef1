import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from '../../dev/root';
import { temporaryFolder } from '../../dev/temporary-folder';
import { CLIENTS } from '../../scripts/measure/bench/messages';
import { runScript } from '../support/npm-script';

async function bench(...options: string[]): Promise<string> {
  const child = runScript('bench', '--once', ...options);
  const [output, progress] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  assert.equal(child.exitCode, 0, output + progress);
  return output;
}

describe('npm run bench -- --once', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  after(() => folder.remove());

  it('measures every client, and writes its table and its figures', async () => {
    const output = await bench();
    for (const client of CLIENTS) assert.match(output, new RegExp(`^\\| ${client} \\| [\\d.]+, [\\d.]+ x \\|$`, 'm'));
    for (const mode of ['live', 'append', 'calm'])
      assert.match(output, new RegExp(`^\\| partial filter, ${mode}: .* \\| \\d+, \\d+, \\d+ \\|$`, 'm'));
    assert.doesNotMatch(output, /NaN|undefined|Infinity/);
    const written = JSON.parse(readFileSync(join(ROOT, 'coverage', 'bench.json'), 'utf8')) as {
      scenarios: { results: Record<string, { cpu: number }[]> }[];
    };
    assert.deepEqual(Object.keys(written.scenarios[0]?.results ?? {}), [...CLIENTS]);
  });
  it('measures what it is told to, and leaves a profile of each client', async () => {
    const output = await bench('--only', 'burst', '--clients', 'raw,node', '--profile', folder.path);
    assert.doesNotMatch(output, /^\| (SDK|Stream|partial filter)/m);
    assert.deepEqual(readdirSync(folder.path).sort(), ['0-node-0.cpuprofile', '0-raw-0.cpuprofile']);
  });
});
