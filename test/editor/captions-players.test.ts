import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { HlsSegmenter } from '../../nodes/lib/captions/format/hls';
import { openFormat } from '../../nodes/lib/captions/format/formats';
import { ROOT } from '../../dev/root';
import { requireProgram } from '../../dev/programs';
import { cuesOf } from '../lib/captions/speech';

const PLACE = { position: 'bottom', align: 'center' } as const;
const CUES = cuesOf([
  { text: 'Where have you been all day long?', speaker: 'S1' },
  { text: 'I was at the harbour, where < 3 ships & a boat came in.', start: 3, speaker: 'S2' },
]);
/** The video's first time stamp, in seconds. */
const VIDEO_START = 10;

const trackPage = `<!doctype html><video muted src="video.webm" width="640">
  <track default kind="captions" src="captions.vtt" srclang="en"></video>`;
const hlsPage = `<!doctype html><script src="hls.js"></script><video muted width="640"></video><script>
  window.faults = [];
  const hls = new Hls({ renderTextTracksNatively: true });
  hls.on(Hls.Events.ERROR, (event, data) => window.faults.push(data.details));
  hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, () => { hls.subtitleTrack = 0; hls.subtitleDisplay = true; });
  hls.loadSource('main.m3u8');
  hls.attachMedia(document.querySelector('video'));
</script>`;
const mainPlaylist = `#EXTM3U
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="English",DEFAULT=YES,AUTOSELECT=YES,LANGUAGE="en",URI="captions.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=320x180,CODECS="avc1.42c01e",SUBTITLES="subs"
video.m3u8
`;

describe('captions in players', function () {
  this.timeout(120_000);
  let folder: string;
  let server: Server;
  let browser: Browser;

  before(async function () {
    const executablePath = requireProgram(this, 'chromium');
    const ffmpeg = requireProgram(this, 'ffmpeg');
    folder = mkdtempSync(join(tmpdir(), 'players-'));
    const source = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=10:duration=8'];
    execFileSync(ffmpeg, [...source, '-c:v', 'libvpx', join(folder, 'video.webm')]);
    const hls = ['-f', 'hls', '-hls_time', '4', '-hls_list_size', '0', '-muxdelay', '0', '-muxpreload', '0'];
    const h264 = ['-c:v', 'libx264', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p', '-g', '40'];
    const offset = ['-output_ts_offset', String(VIDEO_START)];
    execFileSync(ffmpeg, [...source, ...h264, ...offset, ...hls, join(folder, 'video.m3u8')]);
    const vtt = openFormat('vtt', PLACE);
    const document = vtt.head + CUES.map((cue, index) => vtt.cue(cue, index + 1)).join('');
    const files = { 'captions.vtt': document, 'track.html': trackPage, 'hls.html': hlsPage, 'main.m3u8': mainPlaylist };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const segmenter = new HlsSegmenter('captions', { segment: 4, mpegts: VIDEO_START * 90_000 }, PLACE);
    for (const cue of CUES) segmenter.add(cue);
    for (const { filename, text } of segmenter.finish()) writeFileSync(join(folder, filename), text);
    writeFileSync(join(folder, 'hls.js'), readFileSync(join(dirname(require.resolve('hls.js')), 'hls.js')));
    server = createServer((request, response) => {
      try {
        const name = basename(new URL(request.url ?? '/', 'http://localhost').pathname);
        const type = /html$/.test(name) ? 'text/html' : /vtt$/.test(name) ? 'text/vtt' : 'application/octet-stream';
        response.setHeader('content-type', type).end(readFileSync(join(folder, name)));
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  after(async () => {
    await browser?.close();
    server?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  const shownBy = async (name: string): Promise<{ start: number; end: number; text: string }[]> => {
    const page = await browser.newPage();

    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}.html`);
    await page.waitForFunction(
      (count) => {
        const video = document.querySelector('video');
        return [...(video?.textTracks ?? [])].some((track) => (track.cues?.length ?? 0) >= count);
      },
      CUES.length,
      { timeout: 30_000 },
    );
    const cues = await page.evaluate(async () => {
      const video = document.querySelector('video')!;
      video.currentTime = 4;
      await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
      const track = [...video.textTracks].find(({ cues: all }) => (all?.length ?? 0) > 0)!;
      track.mode = 'showing';
      return [...track.cues!].map((cue) => ({
        start: cue.startTime,
        end: cue.endTime,
        text: (cue as VTTCue).getCueAsHTML().textContent,
      }));
    });
    mkdirSync(join(ROOT, 'coverage'), { recursive: true });
    await page.screenshot({ path: join(ROOT, 'coverage', `captions-${name}.png`) });
    await page.close();
    return cues;
  };

  const expected = CUES.map(({ start, end, lines }) => ({
    start,
    end,
    text: lines.map(({ text }) => text).join('\n'),
  }));

  it('are read by a <track> of Chromium', async () => {
    assert.deepEqual(await shownBy('track'), expected);
  });

  it('are played by hls.js at the time of the video', async () => {
    const shown = await shownBy('hls');
    for (const { start, end, text } of expected) {
      const found = shown.filter((cue) => cue.text === text);
      assert.ok(found.length > 0, `${text}: ${JSON.stringify(shown)}`);
      for (const cue of found)
        assert.ok(Math.abs(cue.start - start) < 0.2 && Math.abs(cue.end - end) < 0.2, JSON.stringify(cue));
    }
  });
});
