import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { debugNode } from '../../../dev/deployed-flow';
import { listening } from '../../../dev/listening';
import { radioStation, rtmpServer, rtspServer, soundServer } from '../../../dev/media-servers';
import type { NodeRed } from '../../../dev/node-red';
import { findProgram, type Program } from '../../../dev/programs';
import { wavFile } from '../../../dev/wav-file';
import { FOLDER as CONTAINERS } from './containers';
import { type CleanUp, node, RECORDING, SAMPLES, type Source } from './source';

/** Seconds of silence before live audio, so that late listeners miss nothing, and after it, so that everything arrives. */
const LEAD = 5;
const TRAIL = 3;

const FILES = [
  ...['mono-16000.mp3', 'stereo-44100.mp3', 'mono-16000.flac', 'vorbis.ogg', 'opus.ogg', 'flac.ogg'],
  ...['faststart.m4a', 'header-at-end.m4a', 'fragmented.m4a', 'adts.aac', 'transport-stream.mpegts'],
];

/** The audio source node with every kind of source. */
export async function audioSources(folder: string): Promise<Source[]> {
  const { default: getPort } = await import('get-port');
  const live = join(folder, 'live.wav');
  writeFileSync(live, wavFile(Buffer.concat([Buffer.alloc(LEAD * 32_000), SAMPLES, Buffer.alloc(TRAIL * 32_000)])));
  const ports = { http: await getPort(), rtsp: await getPort(), rtp: await getPort() };
  const more = { icecast: await getPort(), rtmp: await getPort(), listen: await getPort(), udp: await getPort() };
  const send = (...list: string[]): string[] => ['-v', 'error', '-nostdin', '-y', '-re', '-i', live, ...list];
  const flv = ['-c:a', 'aac', '-ar', '44100', '-f', 'flv'];
  const sdp = `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=a\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio ${ports.rtp} RTP/AVP 97\na=rtpmap:97 L16/16000/1\n`;
  const station = `127.0.0.1:${more.icecast}/radio.mp3`;
  const mp3 = ['-c:a', 'libmp3lame', '-content_type', 'audio/mpeg', '-f', 'mp3'];
  const relay = `rtmp://127.0.0.1:${more.rtmp}/live/key`;
  const studio = `rtmp://127.0.0.1:${more.listen}/live/key`;
  const playlist = join(folder, 'list.m3u8');
  const hls = ['-c:a', 'aac', '-hls_time', '1', '-hls_playlist_type', 'vod', '-f', 'hls', playlist];
  const socket = join(folder, 'sound');
  return [
    ...[RECORDING.path, ...FILES.map((name) => join(CONTAINERS, name))].map((path) => ({
      ...row(`a file, ${basename(path)}`, { source: 'file', path }, [], (press) => press()),
      ...(/\.wav$|flac/.test(path) && { wire: SAMPLES }),
    })),
    row('HTTP with ranges, MP4 with its index at the end', web(ports.http, 'header-at-end.m4a'), [], (press) =>
      serving(ports.http, withRanges(readFileSync(join(CONTAINERS, 'header-at-end.m4a'))), press),
    ),
    row('HTTP without ranges, MP3', web(ports.http, 'a.mp3'), [], (press) =>
      serving(ports.http, (_request, response) => response.end(readFileSync(join(CONTAINERS, FILES[0]!))), press),
    ),
    row('HLS', web(ports.http, 'list.m3u8'), [], async (press) => {
      await once(run('ffmpeg', ['-v', 'error', '-y', '-i', RECORDING.path, ...hls]), 'close');
      const answer: RequestListener = ({ url = '' }, response) =>
        void response.end(readFileSync(join(folder, url.slice(1))));
      return serving(ports.http, answer, press);
    }),
    ...(['TCP', 'UDP'] as const).map((transport) =>
      row(
        `RTSP by ${transport}, mu-law at 8 kHz`,
        { source: 'rtsp', url: `rtsp://127.0.0.1:${ports.rtsp}/camera` },
        ['gst-rtsp-server'],
        async (press, stop) => {
          const server = run('gst-rtsp-server', rtspServer(ports.rtsp, live, transport));
          await listening(ports.rtsp);
          await press();
          // The camera plays to every client from the beginning.
          await wait((LEAD + RECORDING.seconds + TRAIL) * 1000);
          await stop();
          return () => void server.kill('SIGKILL');
        },
      ),
    ),
    row('RTMP from a server, AAC', { source: 'rtmp', url: relay }, ['nginx'], async (press, stop) => {
      const server = run('nginx', rtmpServer(more.rtmp, folder));
      await listening(more.rtmp);
      const sender = run('ffmpeg', send(...flv, relay));
      await press();
      await once(sender, 'close');
      await stop();
      return () => void server.kill('SIGKILL');
    }),
    row('RTMP from a sender, AAC', { source: 'rtmp', url: studio, listen: true }, [], async (press, stop) => {
      await press();
      // There is no signal when it listens.
      while ((await once(run('ffmpeg', send(...flv, studio)), 'close'))[0] !== 0) await wait(100);
      await stop();
    }),
    row('Icecast, MP3', { source: 'url', url: `http://${station}` }, ['icecast'], async (press, stop) => {
      const server = run('icecast', radioStation(more.icecast, folder));
      await listening(more.icecast);
      const sender = run('ffmpeg', send(...mp3, `icecast://source:secret@${station}`));
      await press();
      await once(sender, 'close');
      await stop();
      return () => void server.kill('SIGKILL');
    }),
    row('RTP with an SDP, L16', { source: 'udp', sdp }, [], async (press, stop) => {
      await press();
      const rtp = ['-c:a', 'pcm_s16be', '-payload_type', '97', '-f', 'rtp', `rtp://127.0.0.1:${ports.rtp}`];
      await once(run('ffmpeg', send(...rtp)), 'close');
      await stop();
    }),
    row('UDP, MPEG-TS', { source: 'udp', url: `udp://127.0.0.1:${more.udp}` }, [], async (press, stop) => {
      await press();
      await once(run('ffmpeg', send('-c:a', 'mp2', '-f', 'mpegts', `udp://127.0.0.1:${more.udp}`)), 'close');
      await stop();
    }),
    row(
      'a microphone of PulseAudio',
      { source: 'microphone', system: 'pulse', device: 'room.monitor' },
      ['pulseaudio'],
      async (press, stop) => {
        const server = run('pulseaudio', soundServer(socket));
        while (!existsSync(socket)) await wait(10);
        await press();
        await once(run('ffmpeg', send('-f', 'pulse', 'player')), 'close');
        await stop();
        return () => void server.kill('SIGKILL');
      },
    ),
  ];
}

/** Environment of Node-RED and players with the sound server of a folder. */
export function soundEnvironment(folder: string): NodeJS.ProcessEnv {
  return { PULSE_SERVER: `unix:${join(folder, 'sound')}`, XDG_RUNTIME_DIR: folder };
}

type Press = () => Promise<void>;

function row(
  shape: string,
  settings: object,
  needs: readonly Program[],
  play: (press: Press, stop: Press) => Promise<void | CleanUp>,
): Source {
  return {
    name: 'audio source',
    shape,
    needs: ['ffmpeg', ...needs],
    nodes: (id) => [
      node(`${id}-start`, 'inject', { props: [], repeat: '', wires: [[`${id}-source`]] }),
      node(`${id}-stop`, 'inject', {
        ...{ props: [{ p: 'action', v: 'stop', vt: 'str' }], repeat: '' },
        wires: [[`${id}-source`]],
      }),
      node(`${id}-source`, 'speechmatics-audio-source', {
        ...{ start: 'message', pace: 'fast', ...settings },
        wires: [[id], [`${id}-told`]],
      }),
      debugNode(`${id}-told`, 'event'),
    ],
    play: (nodeRed: NodeRed, id: string) =>
      play(
        () => nodeRed.inject(`${id}-start`),
        () => nodeRed.inject(`${id}-stop`),
      ),
  };
}

function web(port: number, name: string): object {
  return { source: 'url', url: `http://127.0.0.1:${port}/${name}` };
}

/** Serves until everything is recognised. */
async function serving(port: number, answer: RequestListener, press: Press): Promise<CleanUp> {
  const server = createServer(answer).listen(port, '127.0.0.1');
  await once(server, 'listening');
  await press();
  return () => {
    server.closeAllConnections();
    server.close();
  };
}

function withRanges(bytes: Buffer): RequestListener {
  return (request, response) => {
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    const headers = { 'accept-ranges': 'bytes', 'content-length': bytes.length - from, ...(from > 0 && range) };
    response.writeHead(from > 0 ? 206 : 200, headers).end(bytes.subarray(from));
  };
}

function run(program: Program, list: readonly string[]): ChildProcess {
  return spawn(findProgram(program)!, list, { stdio: 'ignore' });
}
