import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '../../../dev/temporary-folder';
import type { Plan } from '../../../nodes/lib/source/engine';
import type { FeedEvent } from '../../../nodes/lib/source/feed';
import { feedOf } from '../../../nodes/lib/source/open-plan';
import { installedPrograms } from '../../../nodes/lib/source/programs';

const PLAN: Plan = {
  ...{ type: 'process', engine: 'ffmpeg', command: process.execPath, arguments: [], input: '' },
  ...{ ends: 'always', channels: 1, hide: (said) => said },
};

describe('source/open-plan', () => {
  it('tells of a process that cannot be started as of one that fails', async () => {
    const open = feedOf({ ...PLAN, arguments: ['secret\0'] }, 16_000, installedPrograms);
    const event = await new Promise<FeedEvent>((resolve) => open(resolve));
    assert.ok(event.type === 'ended');
    assert.equal(event.error?.code, 'source_failed');
    assert.doesNotMatch(event.error.message, /secret/);
  });

  it('can be stopped though whoever is told of that throws', async () => {
    const feed = feedOf(
      { ...PLAN, arguments: ['\0'] },
      16_000,
      installedPrograms,
    )(() => {
      throw new Error('from a listener');
    });
    await feed.stop();
  });

  it('goes on where too many files are open for another process', async function () {
    if (process.platform === 'win32') this.skip();
    this.timeout(20_000);
    const script = `
      const { closeSync, openSync } = require('node:fs');
      const opened = [];
      const { feedOf } = require(${JSON.stringify(join(__dirname, '../../../nodes/lib/source/open-plan.ts'))});
      const programs = { platform: 'darwin', hasPulse: false, find: () => undefined };
      const open = feedOf({ ...${JSON.stringify(PLAN)}, hide: (said) => said }, 16000, programs);
      try { for (;;) opened.push(openSync('/dev/null')); } catch {}
      const feed = open((event) => feed.stop().then(() => console.log(event.error.message)));
      opened.forEach((file) => closeSync(file));`;
    const folder = temporaryFolder();
    const path = join(folder.path, 'exhausted.cjs');
    writeFileSync(path, script);
    const node = [process.execPath, '--require', require.resolve('tsx/cjs'), path];
    const child = spawn('sh', ['-c', 'ulimit -n 100 && exec "$0" "$@"', ...node], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
    folder.remove();
    assert.equal(complaint, '');
    assert.match(said, /ffmpeg could not be started: .*EMFILE/);
  });
});
