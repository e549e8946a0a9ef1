import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { requireProgram } from '../../../dev/programs';
import { readContainer } from '../../support/containers';
import { isRecording, RealSources, RECORDING, sounds } from '../../support/real-sources';

const CONTAINERS = join(__dirname, '../../recordings/containers');
const BY_LIBRARY = ['mono-16000.mp3', 'stereo-44100.mp3', 'mono-16000.flac', 'vorbis.ogg', 'opus.ogg', 'flac.ogg'];

describe('source, of files and URLs', function () {
  this.timeout(60_000);
  const real = new RealSources();

  describe('hears a file', () => {
    for (const name of readdirSync(CONTAINERS)) {
      it(`${name}, by ffmpeg`, async function () {
        requireProgram(this, 'ffmpeg');
        const source = real.hear({ source: 'file', path: join(CONTAINERS, name) });
        await isRecording(source);
        const { payload } = await source.event('started');
        assert.equal((payload as { engine: string }).engine, 'ffmpeg');
      });
    }
    for (const name of BY_LIBRARY) {
      it(`${name}, without a program`, () =>
        isRecording(real.hear({ source: 'file', path: join(CONTAINERS, name) }, ['ffmpeg'])));
    }

    it('and says how to get ffmpeg where that is missing', async () => {
      const source = real.hear({ source: 'ffmpeg', arguments: ['-i', 'x'] }, ['ffmpeg']);
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
      const url = await real.serve(withRanges(readContainer('header-at-end.m4a')));
      await isRecording(real.hear({ source: 'url', url: `${url}/a.m4a` }));
    });

    it('without ranges', async function () {
      requireProgram(this, 'ffmpeg');
      const url = await real.serve(withoutRanges(readContainer('mono-16000.mp3')));
      await isRecording(real.hear({ source: 'url', url: `${url}/a.mp3` }));
    });

    it('without a program, with name and password', async () => {
      const url = await real.serve((request, response) => {
        if (request.headers.authorization === `Basic ${btoa('me:secret word')}`) {
          withoutRanges(readContainer('opus.ogg'))(request, response);
        } else response.writeHead(401).end();
      });
      await isRecording(real.hear({ source: 'url', url, user: 'me', password: 'secret word' }, ['ffmpeg']));
      const refused = real.hear({ source: 'url', url, restart: false }, ['ffmpeg']);
      assert.equal(((await refused.event('ended')).payload as { code: string }).code, 'not_authorised');
    });

    it('behind a redirect, and tells its place neither name nor password', async () => {
      const asked: (string | undefined)[] = [];
      const other = await real.serve((request, response) => {
        asked.push(request.headers.authorization);
        withoutRanges(readContainer('opus.ogg'))(request, response);
      });
      const url = await real.serve((request, response) => {
        asked.push(request.headers.authorization);
        response.writeHead(302, { location: `${other}/b.ogg` }).end();
      });
      await isRecording(real.hear({ source: 'url', url, user: 'me', password: 'secret word' }, ['ffmpeg']));
      assert.deepEqual(asked, [`Basic ${btoa('me:secret word')}`, undefined]);
    });

    it('but not from one redirect to the next for ever', async () => {
      let asked = 0;
      const url = await real.serve((_request, response) => {
        asked += 1;
        response.writeHead(302, { location: `/${asked}` }).end();
      });
      const source = real.hear({ source: 'url', url, restart: false }, ['ffmpeg']);
      assert.equal(((await source.event('ended')).payload as { code: string }).code, 'source_failed');
      assert.equal(asked, 6);
    });

    it('that is a playlist (HLS)', async function () {
      const ffmpeg = requireProgram(this, 'ffmpeg');
      const playlist = join(real.folder.path, 'list.m3u8');
      const format = ['-c:a', 'aac', '-hls_time', '1', '-hls_playlist_type', 'vod', '-f', 'hls'];
      await once(real.send(ffmpeg, '-i', RECORDING.path, ...format, playlist), 'close');
      const url = await real.serve((request, response) => {
        response.end(readFileSync(join(real.folder.path, request.url!.slice(1))));
      });
      await isRecording(real.hear({ source: 'url', url: `${url}/list.m3u8` }));
    });

    it('but no playlist that reads files, or that does not say it is one', async function () {
      requireProgram(this, 'ffmpeg');
      const local = `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://${RECORDING.path}\n#EXT-X-ENDLIST\n`;
      let asked = 0;
      const url = await real.serve((request, response) => {
        if (request.url === '/segment.ts') asked += 1;
        const remote = local.replace(`file://${RECORDING.path}`, '/segment.ts');
        const type = { 'content-type': 'application/vnd.apple.mpegurl' };
        response.writeHead(200, type).end(request.url!.startsWith('/local') ? local : remote);
      });
      for (const path of ['local.m3u8', 'local.mp3', 'radio.mp3', 'concat']) {
        const source = real.hear({ source: 'url', url: `${url}/${path}`, restart: false, stall: 1 });
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
      const url = await real.serve((_request, response) => {
        listeners += 1;
        response.writeHead(200, { 'content-type': 'audio/mpeg', 'icy-name': 'test' }).write(mp3);
        if (listeners === 1) response.end();
      });
      const source = real.hear({ source: 'url', url });
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
      const url = await real.serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'audio/mpeg' }).write(mp3);
      });
      const source = real.hear({ source: 'url', url, stall: 1 });
      await source.event('stalled');
      await source.event('restarted');
      assert.equal(source.errors[0]!.code, 'source_stalled');
    });
  });
});
