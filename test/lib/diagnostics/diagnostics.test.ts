import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { diagnose, diagnosticLine } from '../../../nodes/lib/diagnostics/diagnostics';

/** What a stream with a flapping connection writes to stderr. */
async function channel(debug: string): Promise<string> {
  const program = join(__dirname, 'flapping-connection.ts');
  const env = { ...process.env, NODE_DEBUG: debug };
  const { stderr } = await promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', program], { env });
  return stderr;
}

describe('diagnostics', () => {
  it('tells a flapping connection line by line, without audio, text or secrets', async () => {
    const lines = (await channel('speechmatics')).trim().split('\n');
    for (const line of lines)
      assert.match(line, /^SPEECHMATICS \d+: \d+\.\d{3} (appliance|stream [\w-]+) [a-z_]+( [a-z]+=[\w.-]+)*$/);
    const all = lines.join('\n');
    const expected = [
      /attempt number=1\n/,
      /state name=running\n/,
      /session_ended code=connection_lost\n/,
      /replay seconds=\d/,
      /back_off attempt=2 failure=refused wait=[1-9]/,
      /session_lost code=connection_refused wait=[1-9]/,
      /dropped seconds=\d/,
      /ended how=cancelled/,
    ];
    for (const line of expected) assert.match(all, line);
    for (const secret of ['topsecret', 'hiddenheader', 'spokenword', 'appliance.test'])
      assert.ok(!all.includes(secret));
    const times = lines.map((line) => Number(line.split(' ')[2]));
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one - other),
    );
  });

  it('writes nothing, and computes nothing, when it is off', async () => {
    assert.equal(await channel(''), '');
    diagnose('id', 'state', () => assert.fail('computed'));
  });

  it('writes codes and numbers only', () => {
    const line = diagnosticLine(1.23456, 'a b\nc', 'session_lost', {
      code: 'Hello, world',
      wait: 1 / 3,
      seconds: undefined,
    });
    assert.equal(line, '1.235 stream a?b?c session_lost code=? wait=0.333');
  });
});
