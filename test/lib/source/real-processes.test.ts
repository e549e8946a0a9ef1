import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { requireProgram } from '../../../dev/programs';
import type { StoredSourceSettings } from '../../../nodes/lib/source/source-settings';
import { childProcesses } from '../../support/heard-source';
import { gone } from '../../support/processes';
import { freePort, RealSources } from '../../support/real-sources';

describe('source, and its processes', function () {
  this.timeout(60_000);
  const real = new RealSources();

  describe('survives', () => {
    const TONE: StoredSourceSettings = { source: 'ffmpeg', arguments: ['-re', '-f', 'lavfi', '-i', 'sine'] };

    it('that ffmpeg is killed', async function () {
      requireProgram(this, 'ffmpeg');
      const source = real.hear(TONE);
      await source.heard(0.3);
      const [pid, ...others] = childProcesses('ffmpeg');
      assert.deepEqual(others, []);
      process.kill(pid!, 'SIGKILL');
      await source.event('restarted');
      assert.deepEqual(childProcesses('ffmpeg').length, 1);
    });

    it('that ffmpeg hangs, and leaves nothing of it', async function () {
      requireProgram(this, 'ffmpeg');
      const source = real.hear({ ...TONE, stall: 1 });
      await source.heard(0.3);
      const [pid] = childProcesses('ffmpeg');
      process.kill(pid!, 'SIGSTOP');
      await source.event('restarted');
      await gone(pid!);
      assert.deepEqual(childProcesses('ffmpeg').length, 1);
    });

    it('twenty redeploys, however quickly they come', async function () {
      requireProgram(this, 'ffmpeg');
      for (let count = 0; count < 20; count += 1) {
        const source = real.hear(TONE);
        if (count % 2 === 0) await source.until(() => source.statuses.length > 0);
        await source.close();
        assert.deepEqual(childProcesses('ffmpeg'), []);
      }
      const last = real.hear(TONE);
      await last.heard(0.3);
      assert.equal(childProcesses('ffmpeg').length, 1);
    });

    it('being stopped and started', async function () {
      requireProgram(this, 'ffmpeg');
      const source = real.hear(TONE);
      await source.heard(0.3);
      await source.input({ action: 'stop' });
      await source.event('ended');
      await source.input({ action: 'start' });
      await source.event('started', 2);
      await source.input({ action: 'start' });
      await source.input({ source: { source: 'file', path: '/etc/passwd' } });
      assert.deepEqual(childProcesses('ffmpeg').length, 1);
    });
  });

  it('leaves no process behind when its own is killed', async function () {
    requireProgram(this, 'ffmpeg');
    requireProgram(this, 'setpriv');
    const port = await freePort();
    for (const settings of [
      { source: 'ffmpeg', arguments: ['-re', '-f', 'lavfi', '-i', 'sine'] },
      { source: 'rtmp', url: `rtmp://127.0.0.1:${port}/live`, listen: true },
    ]) {
      const script = `
        const { HeardSource } = require(${JSON.stringify(join(__dirname, '../../support/heard-source.ts'))});
        new HeardSource(${JSON.stringify(settings)});
        setInterval(() => {}, 1000);`;
      const parent = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), '--eval', script], {
        stdio: 'ignore',
      });
      let pid: number | undefined;
      while (pid === undefined) {
        await new Promise(setImmediate);
        [pid] = childProcesses('ffmpeg', parent.pid);
      }
      parent.kill('SIGKILL');
      await gone(pid);
    }
  });

  it('sends the seconds before a start first', async function () {
    requireProgram(this, 'ffmpeg');
    const source = real.hear({
      ...{ source: 'ffmpeg', arguments: ['-re', '-f', 'lavfi', '-i', 'sine'] },
      ...{ start: 'message', back: 1 },
    });
    await source.until(() => source.statuses.filter(({ state }) => state === 'listening').length >= 1);
    assert.equal(source.audio.length, 0);
    await source.input({ action: 'start', topic: 'button' });
    assert.ok(source.audio.length >= 9, `${source.audio.length}`);
    await source.heard(1.5);
    await source.input({ action: 'stop' });
    assert.deepEqual([source.audio.at(-1)!.complete, source.audio.at(-1)!.topic], [true, 'button']);
    const count = source.audio.length;
    await source.until(() => source.statuses.at(-1)!.state === 'listening');
    assert.equal(source.audio.length, count);
  });

  it('keeps channels apart', async function () {
    requireProgram(this, 'ffmpeg');
    const tones = 'aevalsrc=0.5*sin(440*2*PI*t)|0:d=1';
    const source = real.hear({
      ...{ source: 'ffmpeg', arguments: ['-f', 'lavfi', '-i', tones], restart: false },
      ...{ channels: 'each', topic: 'studio' },
    });
    await source.event('ended');
    const loudest = (topic: string): number => Math.max(...source.samples(topic));
    assert.ok(loudest('studio/left') > 0.4 && loudest('studio/right') < 0.01);
    const ends = source.audio.filter(({ complete }) => complete).map(({ topic }) => topic);
    assert.deepEqual(ends, ['studio/left', 'studio/right']);
  });
});
