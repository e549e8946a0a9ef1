import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { requireProgram } from '../../../dev/programs';
import { listening } from '../../support/listening';
import { freePort, isHeard, RealSources, RECORDING } from '../../support/real-sources';

/** A server that plays a WAV file to everybody who asks for rtsp://127.0.0.1:port/camera. */
const RTSP_SERVER = `
import sys, gi
gi.require_version('Gst', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import Gst, GstRtspServer, GLib
Gst.init(None)
port, path, transport = sys.argv[1:]
server = GstRtspServer.RTSPServer(address='127.0.0.1', service=port)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_protocols(getattr(GstRtspServer.RTSPMediaFactory().get_protocols(), transport))
factory.set_launch('( filesrc location="%s" ! wavparse ! audioconvert ! audioresample ! mulawenc ! rtppcmupay name=pay0 )' % path)
server.get_mount_points().add_factory('/camera', factory)
server.attach(None)
GLib.MainLoop().run()
`;

describe('source, of servers', function () {
  this.timeout(60_000);
  const real = new RealSources();

  function write(name: string, content: string): string {
    const path = join(real.folder.path, name);
    writeFileSync(path, content);
    return path;
  }

  for (const transport of ['TCP', 'UDP']) {
    it(`hears a camera by RTSP that sends by ${transport}`, async function () {
      requireProgram(this, 'ffmpeg');
      const python = requireProgram(this, 'gst-rtsp-server');
      const port = await freePort();
      real.run(python, '-c', RTSP_SERVER, `${port}`, RECORDING.path, transport);
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
    const configuration = `
      load_module modules/ngx_rtmp_module.so;
      daemon off; master_process off; pid ${join(real.folder.path, 'nginx.pid')}; error_log stderr error;
      events {}
      rtmp { server { listen 127.0.0.1:${port}; application live { live on; } } }`;
    real.run(nginx, '-e', 'stderr', '-c', write('nginx.conf', configuration));
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
    const { path } = real.folder;
    const configuration = `
      <icecast>
        <hostname>localhost</hostname><location>here</location><admin>me@localhost</admin>
        <limits><burst-size>0</burst-size></limits>
        <authentication><source-password>secret</source-password></authentication>
        <listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
        <paths><logdir>${path}</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths>
        <logging><errorlog>-</errorlog><accesslog>-</accesslog><loglevel>1</loglevel></logging>
        <security>
          <chroot>0</chroot>
          <changeowner><user>nobody</user><group>nogroup</group></changeowner>
        </security>
      </icecast>`;
    real.run(icecast, '-c', write('icecast.xml', configuration));
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
      const modules = [
        `module-native-protocol-unix socket=${socket} auth-anonymous=1`,
        'module-null-sink sink_name=room',
      ];
      const loaded = modules.flatMap((module) => ['-L', module]);
      real.run(
        pulseaudio,
        '-n',
        '--daemonize=no',
        '--use-pid-file=no',
        '--exit-idle-time=-1',
        '--log-level=error',
        ...loaded,
      );
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
