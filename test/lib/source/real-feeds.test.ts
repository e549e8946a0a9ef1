import assert from 'node:assert/strict';
import { once } from 'node:events';
import { requireProgram } from '../../../dev/programs';
import { freePort, isHeard, RealSources, RECORDING } from '../../support/real-sources';

describe('source, of feeds', function () {
  this.timeout(60_000);
  const real = new RealSources();

  describe('hears what is sent to it', () => {
    const MPEG_TS = ['-c:a', 'mp2', '-f', 'mpegts'];

    it('by UDP', async function () {
      const ffmpeg = requireProgram(this, 'ffmpeg');
      const url = `udp://127.0.0.1:${await freePort()}`;
      const source = real.hear({ source: 'udp', url });
      const sender = real.send(ffmpeg, '-re', '-stream_loop', '5', '-i', RECORDING.path, ...MPEG_TS, url);
      await source.heard(5);
      sender.kill('SIGKILL');
      isHeard(source);
    });

    it('by RTP with an SDP', async function () {
      const ffmpeg = requireProgram(this, 'ffmpeg');
      const port = await freePort();
      const sdp = `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=a\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio ${port} RTP/AVP 97\na=rtpmap:97 L16/16000/1\n`;
      const source = real.hear({ source: 'udp', sdp });
      const rtp = ['-c:a', 'pcm_s16be', '-payload_type', '97', '-f', 'rtp', `rtp://127.0.0.1:${port}`];
      real.send(ffmpeg, '-re', '-stream_loop', '5', '-i', RECORDING.path, ...rtp);
      await source.heard(5);
      isHeard(source);
    });

    it('by RTMP, and waits for the next sender', async function () {
      const ffmpeg = requireProgram(this, 'ffmpeg');
      const url = `rtmp://127.0.0.1:${await freePort()}/live/stream-key`;
      const source = real.hear({ source: 'rtmp', url, listen: true });
      const flv = ['-re', '-i', RECORDING.path, '-c:a', 'aac', '-ar', '44100', '-f', 'flv', url];
      // Nobody tells when it listens.
      while (source.samples().length === 0) {
        const sender = real.send(ffmpeg, '-loglevel', 'quiet', ...flv);
        await Promise.race([once(sender, 'close'), source.heard(0.1)]);
      }
      await source.event('lost');
      isHeard(source);
      assert.ok(!JSON.stringify([source.errors.map(({ message }) => message), source.events]).includes('stream-key'));
    });
  });
});
