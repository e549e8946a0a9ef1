import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { audioSocketCall, rtpPackets, wyomingStream } from '../../../dev/frames';
import { node, pieces, SAMPLES, type Source, type Surroundings } from './source';

/** Samples in frames, as telephone exchanges and voice satellites send them. */
export function framedProtocols({ ports }: Surroundings): Source[] {
  return [
    {
      name: 'AudioSocket',
      shape: 'through tcp in, cut anywhere',
      wire: SAMPLES,
      nodes: (id) => [tcpIn(id, ports.audioSocket)],
      play: () => send(ports.audioSocket, audioSocketCall(pieces(SAMPLES, 640), 0x12)),
    },
    {
      name: 'Wyoming',
      shape: 'through tcp in, cut anywhere',
      wire: SAMPLES,
      nodes: (id) => [tcpIn(id, ports.wyoming)],
      play: () => send(ports.wyoming, wyomingStream(pieces(SAMPLES, 2048))),
    },
    {
      name: 'RTP',
      shape: 'through udp in, L16 of a dynamic type',
      wire: SAMPLES,
      settings: { idle: 1, rtp: '96 L16/16000/1' },
      nodes: (id) => [
        node(`${id}-in`, 'udp in', {
          iface: '',
          port: String(ports.rtp),
          ipv: 'udp4',
          multicast: 'false',
          group: '',
          datatype: 'buffer',
          wires: [[id]],
        }),
      ],
      async play() {
        const socket = createSocket('udp4');
        const samples = pieces(Buffer.from(SAMPLES).swap16(), 640);
        for (const packet of rtpPackets(samples, { payloadType: 96, frameBytes: 2 })) {
          socket.send(packet, ports.rtp, '127.0.0.1');
          await wait(4);
        }
        socket.close();
      },
    },
  ];
}

function tcpIn(id: string, port: number) {
  return node(`${id}-in`, 'tcp in', {
    server: 'server',
    host: '',
    port: String(port),
    datamode: 'stream',
    datatype: 'buffer',
    newline: '',
    topic: '',
    base64: false,
    wires: [[id]],
  });
}

async function send(port: number, frames: readonly Buffer[]): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  for (const piece of pieces(Buffer.concat(frames), 1461)) socket.write(piece);
  socket.end();
  await once(socket, 'close');
}
