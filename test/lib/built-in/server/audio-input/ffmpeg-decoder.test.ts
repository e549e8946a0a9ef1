import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FfmpegDecoder } from '../../../../../nodes/lib/built-in/server/audio-input/ffmpeg-decoder';
import { cut, readContainer } from '../../../../support/containers';
import { gone, processIdIn } from '../../../../support/processes';
import { decodeAll, piecesOf } from '../../../../../dev/decoding';
import { requireProgram } from '../../../../../dev/programs';
import { temporaryFolder } from '../../../../../dev/temporary-folder';

/** Silence in AMR, 8 kHz at 4.75 kbit/s: 20 ms in each frame of 13 bytes (RFC 4867 section 5). */
function amr(seconds: number): Buffer {
  const frame = Buffer.alloc(13);
  frame[0] = 0x04;
  return Buffer.concat([Buffer.from('#!AMR\n'), ...Array<Buffer>(seconds * 50).fill(frame)]);
}

/** Moves the index of header-at-end.m4a further behind than ffmpeg can look back in a pipe. */
function unstreamable(): Buffer {
  const file = readContainer('header-at-end.m4a');
  const index = file.indexOf('moov') - 4;
  const free = Buffer.alloc(200_000);
  free.writeUInt32BE(free.length);
  free.write('free', 4);
  return Buffer.concat([file.subarray(0, index), free, file.subarray(index)]);
}

describe('FfmpegDecoder', () => {
  const folder = temporaryFolder();
  const pidFile = join(folder.path, 'pid');

  /** A program that writes its process id down and then does what `line` says. */
  function program(name: string, line: string): string {
    const path = join(folder.path, name);
    rmSync(pidFile, { force: true });
    writeFileSync(path, `#!/bin/sh\necho $$ > '${pidFile}.new' && mv '${pidFile}.new' '${pidFile}'\n${line}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  after(() => folder.remove());

  it('decodes AMR', async function () {
    const decoder = await FfmpegDecoder.open('amr', requireProgram(this, 'ffmpeg'));
    const decoded = await decodeAll(decoder, cut(amr(3), [100]));
    assert.ok(Math.abs(decoded.length - 3 * 16000) <= 1600, `${decoded.length}`);
  });

  it('says what to do about an MP4 file with its index at the end', async function () {
    const decoder = await FfmpegDecoder.open('mp4', requireProgram(this, 'ffmpeg'));
    await assert.rejects(decodeAll(decoder, cut(unstreamable(), [4096])), /index stands in front.*faststart/);
  });

  it('refuses noise', async function () {
    const ffmpeg = requireProgram(this, 'ffmpeg');
    for (const container of ['mp4', 'amr', 'mpeg_ts', 'mpeg_ps', 'mpeg_audio'] as const) {
      const decoder = await FfmpegDecoder.open(container, ffmpeg);
      const bytes = Buffer.from(Uint8Array.from({ length: 60_000 }, (_, index) => (index * index * 31) >> 5));
      await assert.rejects(decodeAll(decoder, cut(bytes, [4096])), { type: 'job_error' });
    }
  });

  it('leaves no process behind when it is closed', async function () {
    const ffmpeg = program('ffmpeg', `exec '${requireProgram(this, 'ffmpeg')}' "$@"`);
    const decoder = await FfmpegDecoder.open('aac', ffmpeg);
    await piecesOf(decoder.decode(readContainer('adts.aac')));
    const pid = await processIdIn(pidFile);
    decoder.close();
    decoder.close();
    await gone(pid);
  });

  it('gives up a process that takes nothing when it is closed', async function () {
    if (process.platform === 'win32') this.skip();
    const decoder = await FfmpegDecoder.open('aac', program('stuck', 'exec sleep 1000'));
    const refused = assert.rejects(piecesOf(decoder.decode(Buffer.alloc(4 * 1024 * 1024))), { type: 'job_error' });
    const pid = await processIdIn(pidFile);
    decoder.close();
    await refused;
    await gone(pid);
  });

  it('passes on what a process that fails complains about', async function () {
    if (process.platform === 'win32') this.skip();
    const decoder = await FfmpegDecoder.open('aac', program('failing', 'echo no idea >&2; exit 3'));
    await assert.rejects(decodeAll(decoder, [readContainer('adts.aac')]), /no idea/);
  });

  it('gives the process nothing of the environment but what it needs, and lets it open nothing but its pipes', async function () {
    if (process.platform === 'win32') this.skip();
    const seen = join(folder.path, 'seen');
    const command = program('curious', `env > '${seen}'; echo "$@" >> '${seen}'; exit 3`);
    process.env.SECRET_OF_NODE_RED = 'secret';
    process.env.FFREPORT = `file=${join(folder.path, 'report')}`;
    try {
      const decoder = await FfmpegDecoder.open('mp4', command);
      await assert.rejects(decodeAll(decoder, [readContainer('faststart.m4a')]), { type: 'job_error' });
    } finally {
      delete process.env.SECRET_OF_NODE_RED;
      delete process.env.FFREPORT;
    }
    const lines = readFileSync(seen, 'utf8').trim().split('\n');
    const names = lines.slice(0, -1).map((line) => line.split('=')[0]!);
    // The shell adds some of its own.
    const allowed = ['PATH', 'LD_LIBRARY_PATH', 'PWD', 'SHLVL', '_', 'OLDPWD'];
    assert.deepEqual(
      names.filter((name) => !allowed.includes(name)),
      [],
    );
    for (const option of ['-nostdin', '-protocol_whitelist pipe', '-format_whitelist mov', '-codec_whitelist aac,']) {
      assert.ok(lines.at(-1)!.includes(option), option);
    }
  });

  it('refuses when there is no such program', async () => {
    await assert.rejects(FfmpegDecoder.open('aac', join(folder.path, 'none')), { type: 'job_error' });
  });
});
