import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { ROOT } from '../../dev/root';

describe('npm start -- --once', function () {
  this.timeout(180_000);

  it('transcribes the recording in real time, says how well, and ends with 0', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/run/demo.ts', '--once'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    assert.equal(child.exitCode, 0, output);
    assert.match(output, /http:\/\/127\.0\.0\.1:\d+/);
    const errorRate = Number(/word error rate: ([\d.]+) %/.exec(output)?.[1]);
    assert.ok(errorRate <= 10, output);
    assert.ok(Number(/partials before the first final: (\d+)/.exec(output)?.[1]) > 0, output);
    assert.match(output, /delay of the first partial: [\d.]+ s/);
    assert.match(output, /lag of finals: mean [\d.]+ s/);
  });
});
