import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { NodeRed } from '../../../dev/node-red';
import { readPcm, recordingNamed, type Recording } from '../../../dev/recordings';
import {
  fileIn,
  muLawAt8kHz,
  node,
  pieces,
  press,
  RECORDING,
  SAMPLES,
  WAV,
  type Source,
  type Surroundings,
  type Track,
} from './source';

/** Seconds without audio that end a stream whose source does not mark the end. */
const NO_MARK = { idle: 1 };

/** The recording as a browser's MediaRecorder sends it. */
const WEBM = readFileSync(join(RECORDING.path, '..', 'opus.webm'));

/** A telephone call by its tracks. */
const CALL = {
  inbound: trackOf('inbound', RECORDING),
  outbound: trackOf('outbound', recordingNamed('austen-0930')),
};

/** Node-RED's input nodes. */
export function coreNodes({ broker, ports }: Surroundings): Source[] {
  return [
    {
      name: 'file in',
      shape: 'a single Buffer, WAV',
      wire: SAMPLES,
      nodes: (id) => fileIn(id, RECORDING.path, '', id),
      play: press,
    },
    {
      name: 'file in',
      shape: 'a stream of Buffers, WAV',
      wire: SAMPLES,
      nodes: (id) => fileIn(id, RECORDING.path, 'stream', id),
      play: press,
    },
    {
      name: 'mqtt in',
      shape: `Buffers of 64 KiB, WAV, through ${broker.name}`,
      wire: SAMPLES,
      nodes: (id) => [
        ...fileIn(id, RECORDING.path, 'stream', `${id}-out`),
        ...brokerNodes(id, broker.port),
        node(`${id}-out`, 'mqtt out', {
          topic: `audio/${id}`,
          qos: '1',
          retain: '',
          broker: `${id}-broker`,
          wires: [],
        }),
        mqttIn(id, `audio/${id}`, id),
      ],
      async play(nodeRed, id) {
        await nodeRed.waitForStatus(`${id}-in`, /connected/);
        await press(nodeRed, id);
      },
    },
    {
      name: 'udp in',
      shape: 'Buffers of 20 ms',
      wire: SAMPLES,
      settings: NO_MARK,
      nodes: (id) => [
        node(`${id}-in`, 'udp in', {
          iface: '',
          port: String(ports.udp),
          ipv: 'udp4',
          multicast: 'false',
          group: '',
          datatype: 'buffer',
          wires: [[id]],
        }),
      ],
      async play() {
        const socket = createSocket('udp4');
        for (const packet of pieces(SAMPLES, 640)) {
          socket.send(packet, ports.udp, '127.0.0.1');
          // Five times as fast as a device; the system would drop a burst.
          await wait(4);
        }
        socket.close();
      },
    },
    {
      name: 'tcp in',
      shape: 'Buffers cut anywhere',
      wire: SAMPLES,
      settings: NO_MARK,
      nodes: (id) => [
        node(`${id}-in`, 'tcp in', {
          server: 'server',
          host: '',
          port: String(ports.tcp),
          datamode: 'stream',
          datatype: 'buffer',
          newline: '',
          topic: '',
          base64: false,
          wires: [[id]],
        }),
      ],
      async play() {
        const socket = connect(ports.tcp, '127.0.0.1');
        for (const piece of pieces(SAMPLES, 1461)) socket.write(piece);
        socket.end();
        await once(socket, 'close');
      },
    },
    {
      name: 'websocket in',
      shape: 'Buffers, then the text "stop"',
      wire: SAMPLES,
      nodes: webSocketIn,
      play: (nodeRed, id) => sendFrames(nodeRed, id, [...pieces(SAMPLES, 3200), 'stop']),
    },
    {
      name: 'MediaRecorder',
      shape: 'WebM in pieces through websocket in, the built-in appliance',
      builtIn: true,
      nodes: webSocketIn,
      play: (nodeRed, id) => sendFrames(nodeRed, id, [...pieces(WEBM, 1000), 'stop']),
    },
    {
      name: 'Twilio',
      shape: 'both tracks of a call through websocket in',
      tracks: Object.values(CALL),
      nodes: webSocketIn,
      play: (nodeRed, id) => sendFrames(nodeRed, id, callFrames()),
    },
    {
      name: 'http in',
      shape: 'an upload',
      wire: SAMPLES,
      nodes: (id) => httpIn(id, true),
      async play(nodeRed, id) {
        const form = new FormData();
        form.append('recording', new Blob([WAV], { type: 'audio/wav' }), 'recording.wav');
        await nodeRed.fetch(`/${id}`, { method: 'POST', body: form });
      },
    },
    {
      name: 'http in',
      shape: 'the body of a request',
      wire: SAMPLES,
      nodes: (id) => httpIn(id, false),
      async play(nodeRed, id) {
        await nodeRed.fetch(`/${id}`, { method: 'POST', body: WAV, headers: { 'content-type': 'audio/wav' } });
      },
    },
    {
      name: 'exec',
      shape: 'ffmpeg in spawn mode: Buffers, then the exit code',
      needs: ['ffmpeg'],
      wire: SAMPLES,
      nodes: (id) => [
        node(`${id}-button`, 'inject', { props: [], repeat: '', wires: [[`${id}-exec`]] }),
        node(`${id}-exec`, 'exec', {
          command: `ffmpeg -v error -i ${RECORDING.path} -f s16le -ar 16000 -ac 1 -`,
          addpay: '',
          append: '',
          useSpawn: 'true',
          timer: '',
          winHide: false,
          oldrc: false,
          wires: [[id], [], [id]],
        }),
      ],
      play: press,
    },
  ];
}

function webSocketIn(id: string) {
  return [
    { id: `${id}-listener`, type: 'websocket-listener', path: `/${id}`, wholemsg: 'false' },
    node(`${id}-in`, 'websocket in', { server: `${id}-listener`, client: '', wires: [[id]] }),
  ];
}

async function sendFrames(nodeRed: NodeRed, id: string, frames: readonly (Buffer | string)[]): Promise<void> {
  const socket = new WebSocket(`${nodeRed.url.replace('http', 'ws')}/${id}`);
  await once(socket, 'open');
  for (const frame of frames) socket.send(frame);
  socket.close();
  await once(socket, 'close');
}

/** The messages of a call with both sides, alternating every 20 ms. */
function callFrames(): string[] {
  const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
  const sides = Object.values(CALL).map(({ name, wire }) => ({ name, packets: pieces(wire, 160) }));
  const turns = Math.max(...sides.map(({ packets }) => packets.length));
  const media = Array.from({ length: turns }, (_, turn) =>
    sides.flatMap(({ name, packets: { [turn]: packet } }) =>
      packet ? [{ event: 'media', media: { track: name, payload: packet.toString('base64') } }] : [],
    ),
  );
  const start = { event: 'start', start: { tracks: Object.keys(CALL), mediaFormat } };
  const messages = [{ event: 'connected' }, start, ...media.flat(), { event: 'stop' }];
  return messages.map((message) => JSON.stringify({ streamSid: 'MZ1', ...message }));
}

function trackOf(name: string, recording: Recording): Track {
  return { name, wire: muLawAt8kHz(readPcm(recording)), text: recording.text };
}

/** The nodes of a broker. */
export function brokerNodes(id: string, port: number) {
  const settings = { broker: '127.0.0.1', port: String(port), clientid: '', autoConnect: true, usetls: false };
  return [
    { id: `${id}-broker`, type: 'mqtt-broker', ...settings, protocolVersion: '4', keepalive: '60', cleansession: true },
  ];
}

/** Subscribes to topics of a broker; payloads are Buffers. */
export function mqttIn(id: string, topic: string, next: string) {
  const settings = { topic, qos: '1', datatype: 'buffer', broker: `${id}-broker`, nl: false, rap: true, rh: 0 };
  return node(`${id}-in`, 'mqtt in', { ...settings, inputs: 0, wires: [[next]] });
}

function httpIn(id: string, upload: boolean) {
  return [
    node(`${id}-in`, 'http in', {
      url: `/${id}`,
      method: 'post',
      upload,
      swaggerDoc: '',
      wires: [[id, `${id}-reply`]],
    }),
    node(`${id}-reply`, 'http response', { statusCode: '200', headers: {}, wires: [] }),
  ];
}
