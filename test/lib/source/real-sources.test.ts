import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { StoredSourceSettings } from '../../../nodes/lib/source/source-settings';
import { readContainer } from '../../support/containers';
import { excerptLikeness, likeness } from '../../../dev/decoding';
import { childProcesses, HeardSource, without } from '../../support/heard-source';
import { gone } from '../../support/processes';
import { requireProgram } from '../../../dev/programs';
import { readPcm, readSamples, recordingNamed } from '../../../dev/recordings';
import { temporaryFolder } from '../../../dev/temporary-folder';

const RECORDING = recordingNamed('austen-0880');
const CONTAINERS = join(__dirname, '../../recordings/containers');
const BY_LIBRARY = ['mono-16000.mp3', 'stereo-44100.mp3', 'mono-16000.flac', 'vorbis.ogg', 'opus.ogg', 'flac.ogg'];

async function freePort(): Promise<number> {
  const { default: getPort } = await import('get-port');
  return getPort();
}

describe('source, with real programs', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const sources: HeardSource[] = [];
  const servers: Server[] = [];
  const senders: ChildProcess[] = [];

  afterEach(async () => {
    for (const sender of senders.splice(0)) sender.kill('SIGKILL');
    for (const source of sources.splice(0)) await source.close();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    assert.deepEqual(
      childProcesses('ffmpeg').filter((pid) => !senders.some((sender) => sender.pid === pid)),
      [],
    );
  });
  after(() => folder.remove());

  function hear(settings: StoredSourceSettings, programs?: Parameters<typeof without>): HeardSource {
    const source = new HeardSource(settings, programs && without(...programs));
    sources.push(source);
    return source;
  }

  async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const server = createServer(answer).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** ffmpeg as somebody else's program that sends. */
  function send(ffmpeg: string, ...list: string[]): ChildProcess {
    const sender = spawn(ffmpeg, ['-v', 'error', '-nostdin', '-y', ...list], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    senders.push(sender);
    return sender;
  }

  async function isRecording(source: HeardSource, least = 0.9): Promise<void> {
    const end = await source.event('ended');
    assert.deepEqual((end.payload as { reason: string }).reason, 'completed', JSON.stringify([end, source.errors]));
    sounds(source, least);
    assert.deepEqual(source.audio.at(-1)!.complete, true);
  }

  /** The recording may be cut at its start, and come again. */
  function isHeard(source: HeardSource): void {
    const alike = excerptLikeness(readSamples(RECORDING).subarray(16_000, 32_000), source.samples());
    assert.ok(alike > 0.8, `likeness ${alike}`);
  }

  function sounds(source: HeardSource, least = 0.9): void {
    const alike = likeness(readSamples(RECORDING), source.samples());
    assert.ok(alike > least, `likeness ${alike}, ${source.samples().length} samples`);
  }

  describe('hears a file', () => {
    for (const name of readdirSync(CONTAINERS)) {
      it(`${name}, by ffmpeg`, async function () {
        requireProgram(this, 'ffmpeg');
        const source = hear({ source: 'file', path: join(CONTAINERS, name) });
        await isRecording(source);
        const { payload } = await source.event('started');
        assert.equal((payload as { engine: string }).engine, 'ffmpeg');
      });
    }
    for (const name of BY_LIBRARY) {
      it(`${name}, without a program`, () =>
        isRecording(hear({ source: 'file', path: join(CONTAINERS, name) }, ['ffmpeg'])));
    }

    it('and says how to get ffmpeg where that is missing', async () => {
      const source = hear({ source: 'ffmpeg', arguments: ['-i', 'x'] }, ['ffmpeg']);
      await source.until(() => source.errors.length > 0);
      assert.equal(source.errors[0]!.code, 'ffmpeg_missing');
    });
  });

  describe('hears a URL', () => {
    const withRanges = (bytes: Buffer) => (request: IncomingMessage, response: ServerResponse) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const headers = { 'accept-ranges': 'bytes', 'content-length': bytes.length - from };
      const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
      response.writeHead(from > 0 ? 206 : 200, from > 0 ? { ...headers, ...range } : headers).end(bytes.subarray(from));
    };
    const withoutRanges = (bytes: Buffer) => (_request: IncomingMessage, response: ServerResponse) =>
      void response.writeHead(200, { 'content-length': bytes.length }).end(bytes);

    it('with ranges, whose index is at its end', async function () {
      requireProgram(this, 'ffmpeg');
      const url = await serve(withRanges(readContainer('header-at-end.m4a')));
      await isRecording(hear({ source: 'url', url: `${url}/a.m4a` }));
    });

    it('without ranges', async function () {
      requireProgram(this, 'ffmpeg');
      const url = await serve(withoutRanges(readContainer('mono-16000.mp3')));
      await isRecording(hear({ source: 'url', url: `${url}/a.mp3` }));
    });

    it('without a program, with name and password', async () => {
      const url = await serve((request, response) => {
        if (request.headers.authorization === `Basic ${btoa('me:secret word')}`) {
          withoutRanges(readContainer('opus.ogg'))(request, response);
        } else response.writeHead(401).end();
      });
      await isRecording(hear({ source: 'url', url, user: 'me', password: 'secret word' }, ['ffmpeg']));
      const refused = hear({ source: 'url', url, restart: false }, ['ffmpeg']);
      assert.equal(((await refused.event('ended')).payload as { code: string }).code, 'not_authorised');
    });

    it('that is a playlist (HLS)', async function () {
      const ffmpeg = requireProgram(this, 'ffmpeg');
      const playlist = join(folder.path, 'list.m3u8');
      const format = ['-c:a', 'aac', '-hls_time', '1', '-hls_playlist_type', 'vod', '-f', 'hls'];
      await once(send(ffmpeg, '-i', RECORDING.path, ...format, playlist), 'close');
      const url = await serve((request, response) => {
        response.end(readFileSync(join(folder.path, request.url!.slice(1))));
      });
      await isRecording(hear({ source: 'url', url: `${url}/list.m3u8` }));
    });

    it('but no playlist that reads files, or that does not say it is one', async function () {
      requireProgram(this, 'ffmpeg');
      const local = `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://${RECORDING.path}\n#EXT-X-ENDLIST\n`;
      let asked = 0;
      const url = await serve((request, response) => {
        if (request.url === '/segment.ts') asked += 1;
        const remote = local.replace(`file://${RECORDING.path}`, '/segment.ts');
        const type = { 'content-type': 'application/vnd.apple.mpegurl' };
        response.writeHead(200, type).end(request.url!.startsWith('/local') ? local : remote);
      });
      for (const path of ['local.m3u8', 'local.mp3', 'radio.mp3', 'concat']) {
        const source = hear({ source: 'url', url: `${url}/${path}`, restart: false, stall: 1 });
        await source.event('ended');
        assert.equal(source.samples().length, 0, path);
        assert.ok(source.errors.length > 0, path);
      }
      assert.equal(asked, 0);
    });

    it('that is a radio station, again and again, and tells the gap', async function () {
      requireProgram(this, 'ffmpeg');
      let listeners = 0;
      const mp3 = readContainer('mono-16000.mp3');
      const url = await serve((_request, response) => {
        listeners += 1;
        response.writeHead(200, { 'content-type': 'audio/mpeg', 'icy-name': 'test' }).write(mp3);
        if (listeners === 1) response.end();
      });
      const source = hear({ source: 'url', url });
      const { payload } = await source.event('restarted');
      const { attempt, gap } = payload as { attempt: number; gap: number };
      assert.ok(attempt === 1 && gap >= 1 && gap < 10, JSON.stringify(payload));
      assert.equal(source.errors[0]!.code, 'source_dropped');
      assert.equal(listeners, 2);
      sounds(source);
    });

    it('that stalls, and is started again', async function () {
      requireProgram(this, 'ffmpeg');
      const mp3 = readContainer('mono-16000.mp3');
      const url = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'audio/mpeg' }).write(mp3);
      });
      const source = hear({ source: 'url', url, stall: 1 });
      await source.event('stalled');
      await source.event('restarted');
      assert.equal(source.errors[0]!.code, 'source_stalled');
    });
  });

  describe('hears what is sent to it', () => {
    const MPEG_TS = ['-c:a', 'mp2', '-f', 'mpegts'];

    it('by UDP', async function () {
      const ffmpeg = requireProgram(this, 'ffmpeg');
      const url = `udp://127.0.0.1:${await freePort()}`;
      const source = hear({ source: 'udp', url });
      const sender = send(ffmpeg, '-re', '-stream_loop', '5', '-i', RECORDING.path, ...MPEG_TS, url);
      await source.heard(8);
      sender.kill('SIGKILL');
      isHeard(source);
    });

    it('by RTP with an SDP', async function () {
      const ffmpeg = requireProgram(this, 'ffmpeg');
      const port = await freePort();
      const sdp = `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=a\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio ${port} RTP/AVP 97\na=rtpmap:97 L16/16000/1\n`;
      const source = hear({ source: 'udp', sdp });
      const rtp = ['-c:a', 'pcm_s16be', '-payload_type', '97', '-f', 'rtp', `rtp://127.0.0.1:${port}`];
      send(ffmpeg, '-re', '-stream_loop', '5', '-i', RECORDING.path, ...rtp);
      await source.heard(8);
      isHeard(source);
    });

    it('by RTMP, and waits for the next sender', async function () {
      const ffmpeg = requireProgram(this, 'ffmpeg');
      const url = `rtmp://127.0.0.1:${await freePort()}/live/stream-key`;
      const source = hear({ source: 'rtmp', url, listen: true });
      const flv = ['-re', '-i', RECORDING.path, '-c:a', 'aac', '-ar', '44100', '-f', 'flv', url];
      // Nobody tells when it listens.
      while (source.samples().length === 0) {
        const sender = send(ffmpeg, '-loglevel', 'quiet', ...flv);
        await Promise.race([once(sender, 'close'), source.heard(0.1)]);
      }
      await source.event('lost');
      isHeard(source);
      assert.ok(!JSON.stringify([source.errors.map(({ message }) => message), source.events]).includes('stream-key'));
    });
  });

  describe('hears a microphone', () => {
    const configuration = join(folder.path, 'asound.conf');
    const inherited = process.env.ALSA_CONFIG_PATH;
    beforeEach(() => {
      const raw = join(folder.path, 'microphone.raw');
      writeFileSync(raw, Buffer.concat([readPcm(RECORDING), Buffer.alloc(320_000)]));
      const plugin = `type file slave.pcm { type null } file /dev/null infile ${JSON.stringify(raw)} format raw`;
      const plug = 'type plug slave { pcm recording rate 16000 format S16_LE channels 1 }';
      writeFileSync(configuration, `pcm.recording { ${plugin} }\npcm.!default { ${plug} }\n`);
      process.env.ALSA_CONFIG_PATH = configuration;
    });
    afterEach(() => {
      if (inherited === undefined) delete process.env.ALSA_CONFIG_PATH;
      else process.env.ALSA_CONFIG_PATH = inherited;
    });

    for (const [engine, missing] of [
      ['ffmpeg', []],
      ['arecord', ['ffmpeg']],
      ['sox', ['ffmpeg', 'arecord']],
    ] as const) {
      it(`by ${engine}`, async function () {
        requireProgram(this, engine);
        const source = hear({ source: 'microphone', system: 'alsa' }, [...missing]);
        await source.heard(3);
        assert.equal(((await source.event('started')).payload as { engine: string }).engine, engine);
        await source.close();
        isHeard(source);
      });
    }
  });

  describe('survives', () => {
    const TONE: StoredSourceSettings = { source: 'ffmpeg', arguments: ['-re', '-f', 'lavfi', '-i', 'sine'] };

    it('that ffmpeg is killed', async function () {
      requireProgram(this, 'ffmpeg');
      const source = hear(TONE);
      await source.heard(0.3);
      const [pid, ...others] = childProcesses('ffmpeg');
      assert.deepEqual(others, []);
      process.kill(pid!, 'SIGKILL');
      await source.event('restarted');
      assert.deepEqual(childProcesses('ffmpeg').length, 1);
    });

    it('that ffmpeg hangs, and leaves nothing of it', async function () {
      requireProgram(this, 'ffmpeg');
      const source = hear({ ...TONE, stall: 1 });
      await source.heard(0.3);
      const [pid] = childProcesses('ffmpeg');
      process.kill(pid!, 'SIGSTOP');
      await source.event('restarted');
      await gone(pid!);
      assert.deepEqual(childProcesses('ffmpeg').length, 1);
    });

    it('being stopped and started', async function () {
      requireProgram(this, 'ffmpeg');
      const source = hear(TONE);
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
    const source = hear({
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
    const source = hear({
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
