import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** The arguments of Python for a camera at rtsp://127.0.0.1:port/camera that plays a WAV file to each who asks. */
export function rtspServer(port: number, path: string, transport: 'TCP' | 'UDP'): string[] {
  return ['-c', RTSP_SERVER, `${port}`, path, transport];
}

/** The arguments of nginx for a server that passes on what is sent to rtmp://127.0.0.1:port/live/any-key. */
export function rtmpServer(port: number, folder: string): string[] {
  const configuration = `
    load_module modules/ngx_rtmp_module.so;
    daemon off; master_process off; pid ${join(folder, 'nginx.pid')}; error_log stderr error;
    events {}
    rtmp { server { listen 127.0.0.1:${port}; application live { live on; } } }`;
  return ['-e', 'stderr', '-c', write(folder, 'nginx.conf', configuration)];
}

/** The arguments of Icecast for a station at a port; who sends has the name `source` and the password `secret`. */
export function radioStation(port: number, folder: string): string[] {
  const configuration = `
    <icecast>
      <hostname>localhost</hostname><location>here</location><admin>me@localhost</admin>
      <limits><burst-size>0</burst-size></limits>
      <authentication><source-password>secret</source-password></authentication>
      <listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
      <paths><logdir>${folder}</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths>
      <logging><errorlog>-</errorlog><accesslog>-</accesslog><loglevel>1</loglevel></logging>
      <security>
        <chroot>0</chroot>
        <changeowner><user>nobody</user><group>nogroup</group></changeowner>
      </security>
    </icecast>`;
  return ['-c', write(folder, 'icecast.xml', configuration)];
}

/** The arguments of PulseAudio for a room: what is played there is heard by the microphone `room.monitor`. */
export function soundServer(socket: string): string[] {
  const modules = [`module-native-protocol-unix socket=${socket} auth-anonymous=1`, 'module-null-sink sink_name=room'];
  return [
    ...['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--log-level=error'],
    ...modules.flatMap((module) => ['-L', module]),
  ];
}

function write(folder: string, name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
