import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { BuiltInAppliance, type Lease } from '../../../nodes/lib/built-in/built-in-appliance';
import { RawClient } from '../../support/raw-client';
import { temporaryFolder } from '../../support/temporary-folder';

/** Resolves when nothing listens at the address any more. */
async function silence(url: string): Promise<void> {
  for (;;) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const open = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (!open) return;
  }
}

/** A process module with the given lines. */
function entry(folder: string, ...lines: string[]): string {
  const path = join(folder, 'entry.cjs');
  writeFileSync(path, lines.join('\n'));
  return path;
}

describe('built-in/built-in-appliance', () => {
  const folder = temporaryFolder();
  const leases: Lease[] = [];

  function use(appliance: BuiltInAppliance): Lease {
    const lease = appliance.use();
    leases.push(lease);
    return lease;
  }

  afterEach(() => {
    for (const lease of leases.splice(0)) lease.release();
  });
  after(() => folder.remove());

  it('is one server for all its users, and stops with the last of them', async () => {
    const appliance = new BuiltInAppliance();
    const [one, other] = [use(appliance), use(appliance)];
    const { url } = await one.endpoint();
    assert.deepEqual(await other.endpoint(), { url });
    one.release();
    (await RawClient.connect(url)).close();
    other.release();
    await silence(url);
  });

  it('starts again for its next user', async () => {
    const appliance = new BuiltInAppliance();
    const first = use(appliance);
    const { url } = await first.endpoint();
    first.release();
    await silence(url);
    (await RawClient.connect((await use(appliance).endpoint()).url)).close();
  });

  it('does not answer those who gave it back', async () => {
    const lease = use(new BuiltInAppliance());
    const asked = lease.endpoint();
    lease.release();
    await assert.rejects(asked, { code: 'appliance_stopped' });
    await assert.rejects(lease.endpoint(), { code: 'appliance_stopped' });
  });

  it('is started again when its process dies', async () => {
    const path = entry(
      folder.path,
      "process.on('disconnect', () => process.exit());",
      'process.send({ type: "listening", url: String(process.pid) });',
    );
    const lease = use(new BuiltInAppliance(path));
    const { url: first } = await lease.endpoint();
    process.kill(Number(first), 'SIGKILL');
    let next = first;
    while (next === first) {
      await setImmediate();
      ({ url: next } = await lease.endpoint());
    }
    assert.ok(Number(next) > 0);
  });

  it('says why it does not start', async () => {
    const failing = entry(folder.path, 'process.send({ type: "failed", reason: "no memory" }, () => process.exit(1));');
    await assert.rejects(use(new BuiltInAppliance(failing)).endpoint(), {
      code: 'recogniser_failed',
      message: /no memory/,
    });
    const crashing = entry(folder.path, 'throw new Error("a crash");');
    await assert.rejects(use(new BuiltInAppliance(crashing)).endpoint(), { message: /a crash/ });
  });

  it('leaves no process behind when its parent is killed', async () => {
    const module = JSON.stringify(require.resolve('../../../nodes/lib/built-in/built-in-appliance'));
    const script = entry(
      folder.path,
      `const { BuiltInAppliance } = require(${module});`,
      'new BuiltInAppliance().use().endpoint().then(({ url }) => process.stdout.write(url));',
    );
    const parent = spawn(process.execPath, ['--require=tsx/cjs', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [url] = (await once(parent.stdout, 'data')) as [Buffer];
    parent.kill('SIGKILL');
    await silence(url.toString());
  });
});
