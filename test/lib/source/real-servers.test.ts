import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { listening } from '../../../dev/listening';
import { radioStation, rtmpServer, rtspServer, soundServer } from '../../../dev/media-servers';
import { requireProgram } from '../../../dev/programs';
import { freePort, isHeard, RealSources, RECORDING } from '../../support/real-sources';

describe('source, of servers', function () {
  this.timeout(60_000);
  const real = new RealSources();

  for (const transport of ['TCP', 'UDP'] as const) {
    it(`hears a camera by RTSP that sends by ${transport}`, async function () {
      requireProgram(this, 'ffmpeg');
      const python = requireProgram(this, 'gst-rtsp-server');
      const port = await freePort();
      real.run(python, ...rtspServer(port, RECORDING.path, transport));
      await listening(port);
      const source = real.hear({ source: 'rtsp', url: `rtsp://127.0.0.1:${port}/camera` });
      await source.heard(2.5);
      isHeard(source);
      const { payload } = await source.event('started');
      const { codec } = payload as { codec: string };
      assert.deepEqual(codec, 'pcm_mulaw');
    });
  }

  it('hears a stream that an RTMP server passes on', async function () {
    const ffmpeg = requireProgram(this, 'ffmpeg');
    const nginx = requireProgram(this, 'nginx');
    const port = await freePort();
    real.run(nginx, ...rtmpServer(port, real.folder.path));
    await listening(port);
    const url = `rtmp://127.0.0.1:${port}/live/secret-key`;
    const encoded = ['-c:a', 'aac', '-ar', '44100', '-f', 'flv'];
    real.send(ffmpeg, '-re', '-stream_loop', '20', '-i', RECORDING.path, ...encoded, url);
    const source = real.hear({ source: 'rtmp', url });
    await source.heard(5);
    isHeard(source);
    assert.ok(!JSON.stringify([source.errors.map(({ message }) => message), source.events]).includes('secret-key'));
  });

  it('hears a radio station of Icecast, and counts the gap when its sender is replaced', async function () {
    const ffmpeg = requireProgram(this, 'ffmpeg');
    const icecast = requireProgram(this, 'icecast');
    const port = await freePort();
    real.run(icecast, ...radioStation(port, real.folder.path));
    await listening(port);
    const station = ['-c:a', 'libmp3lame', '-content_type', 'audio/mpeg', '-f', 'mp3'];
    const play = ['-re', '-stream_loop', '20', '-i', RECORDING.path, ...station];
    const first = real.send(ffmpeg, ...play, `icecast://source:secret@127.0.0.1:${port}/radio.mp3`);
    const source = real.hear({ source: 'url', url: `http://127.0.0.1:${port}/radio.mp3` });
    await source.heard(5);
    isHeard(source);
    first.kill('SIGKILL');
    await source.event('lost');
    real.send(ffmpeg, ...play, `icecast://source:secret@127.0.0.1:${port}/radio.mp3`);
    const { payload } = await source.event('restarted');
    assert.ok((payload as { gap: number }).gap > 0, JSON.stringify(payload));
    const before = source.samples().length / 16_000;
    await source.heard(before + 1);
  });

  it('hears a microphone of PulseAudio', async function () {
    const ffmpeg = requireProgram(this, 'ffmpeg');
    const pulseaudio = requireProgram(this, 'pulseaudio');
    const socket = join(real.folder.path, 'sound');
    const before = { server: process.env.PULSE_SERVER, runtime: process.env.XDG_RUNTIME_DIR };
    process.env.PULSE_SERVER = `unix:${socket}`;
    process.env.XDG_RUNTIME_DIR = real.folder.path;
    try {
      real.run(pulseaudio, ...soundServer(socket));
      while (!existsSync(socket)) await nextTurn();
      real.send(ffmpeg, '-re', '-stream_loop', '20', '-i', RECORDING.path, '-f', 'pulse', 'player');
      const source = real.hear({ source: 'microphone', system: 'pulse', device: 'room.monitor' });
      await source.heard(5);
      isHeard(source);
    } finally {
      restore('PULSE_SERVER', before.server);
      restore('XDG_RUNTIME_DIR', before.runtime);
    }
  });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
