import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wavFile } from '../../../dev/wav-file';
import { fileIn, muLawAt8kHz, node, pieces, press, SAMPLES, WAV, type Source, type Surroundings } from './source';

/** A tenth of a second. */
const PIECE = 3200;

const TELEPHONE = muLawAt8kHz(SAMPLES);

/** A message format, built by a function node. */
interface Shape {
  name: string;
  shape: string;
  wire: Buffer;
  settings?: object;
  /** The bytes of each message. */
  bytes: Buffer[];
  /** Makes a message of `bytes`, in a function node. */
  message: string;
  /** `by_itself`: a message marks the end; `finish`: the flow must. */
  end: 'by_itself' | 'finish';
}

const shapes: readonly Shape[] = [
  ...[
    ['Buffer', 'bytes'],
    ['Uint8Array', 'new Uint8Array(bytes)'],
    ['Int16Array', 'new Int16Array(new Uint8Array(bytes).buffer)'],
    ['ArrayBuffer', 'new Uint8Array(bytes).buffer'],
    ['list of numbers', 'Array.from(new Int16Array(new Uint8Array(bytes).buffer))'],
    ['Buffer after JSON', 'JSON.parse(JSON.stringify(bytes))'],
    ['base64 behind data:', '"data:audio/raw;base64," + bytes.toString("base64")'],
    ['base64 behind audioData:', '"audioData:" + bytes.toString("base64")'],
    ['object with data', '{ data: bytes }'],
  ].map(([shape, payload]): Shape => ({
    name: 'function',
    shape: shape!,
    wire: SAMPLES,
    bytes: pieces(SAMPLES, PIECE),
    message: `{ payload: ${payload} }`,
    end: 'finish',
  })),
  {
    name: 'function',
    shape: 'Float32Array',
    wire: floats(SAMPLES),
    bytes: pieces(SAMPLES, PIECE),
    message: '{ payload: Float32Array.from(new Int16Array(new Uint8Array(bytes).buffer), (sample) => sample / 32768) }',
    end: 'finish',
  },
  {
    name: 'function',
    shape: 'base64 told by msg.encoding',
    wire: SAMPLES,
    bytes: pieces(SAMPLES, PIECE),
    message: '{ payload: bytes.toString("base64"), encoding: "base64" }',
    end: 'finish',
  },
  {
    name: 'Rhasspy, Hermes',
    shape: 'a WAV file in each message',
    wire: SAMPLES,
    bytes: pieces(SAMPLES, PIECE).map((samples) => wavFile(samples)),
    message: '{ payload: bytes }',
    end: 'finish',
  },
  {
    name: 'RecordRTC',
    shape: 'a WAV file of a second in each message',
    wire: SAMPLES,
    bytes: pieces(SAMPLES, 32_000).map((samples) => wavFile(samples)),
    message: '{ payload: bytes }',
    end: 'by_itself',
  },
  {
    name: 'MediaRecorder',
    shape: 'Buffers with an empty one behind each',
    wire: SAMPLES,
    bytes: pieces(SAMPLES, PIECE),
    message: '[[{ payload: bytes }, { payload: Buffer.alloc(0) }]]',
    end: 'by_itself',
  },
  {
    name: 'arecord',
    shape: 'WAV without a length, cut anywhere',
    wire: SAMPLES,
    bytes: pieces(
      wavFile(SAMPLES, { announcedLength: 0, chunksBefore: [{ id: 'LIST', body: Buffer.alloc(37) }] }),
      1001,
    ),
    message: '{ payload: bytes }',
    end: 'finish',
  },
  {
    name: 'audio-capture',
    shape: 'an object with fileBase64',
    wire: SAMPLES,
    bytes: [WAV],
    message: '{ payload: { fileBase64: bytes.toString("base64") } }',
    end: 'by_itself',
  },
  {
    name: 'Wyoming',
    shape: 'rate, width and channels',
    wire: SAMPLES,
    bytes: pieces(SAMPLES, 2048),
    message: '{ payload: bytes, rate: 16000, width: 2, channels: 1 }',
    end: 'finish',
  },
  {
    name: 'sox',
    shape: 'big-endian, rates as text',
    wire: SAMPLES,
    bytes: pieces(Buffer.from(SAMPLES).swap16(), 999),
    message: '{ payload: bytes, rate: "16000", bits: "16", channels: "1", endian: "big" }',
    end: 'finish',
  },
  {
    name: 'stereo microphone',
    shape: 'two channels alike',
    wire: SAMPLES,
    bytes: pieces(doubled(SAMPLES), 1234),
    message: '{ payload: bytes, rate: 16000, channels: 2 }',
    end: 'finish',
  },
  {
    name: 'telephone line',
    shape: 'start, media and stop as JSON, mu-law at 8 kHz',
    wire: TELEPHONE,
    bytes: pieces(TELEPHONE, 160),
    message: '{ payload: JSON.stringify({ event: "media", media: { payload: bytes.toString("base64") } }) }',
    end: 'finish',
  },
];

/** The message formats of flows and devices. */
export function shapesOfMessages({ folder }: Surroundings): Source[] {
  return shapes.map(({ bytes, message, end, ...source }, index) => {
    const file = join(folder, `shape-${index}.txt`);
    writeFileSync(file, bytes.map((piece) => piece.toString('base64')).join('\n'));
    const finish = end === 'finish' ? 'if (msg.parts.count) node.send({ action: "finish" });' : '';
    const func = `const bytes = Buffer.from(msg.payload, 'base64');\nif (bytes.length) node.send(${message});\n${finish}`;
    return {
      ...source,
      nodes: (id) => [
        ...fileIn(id, file, 'lines', `${id}-function`),
        node(`${id}-function`, 'function', { func, outputs: 1, noerr: 0, libs: [], wires: [[id]] }),
      ],
      play: press,
    };
  });
}

function doubled(samples: Buffer): Buffer {
  return Buffer.concat(pieces(samples, 2).flatMap((sample) => [sample, sample]));
}

function floats(samples: Buffer): Buffer {
  return Buffer.from(Float32Array.from(pieces(samples, 2), (sample) => sample.readInt16LE(0) / 0x8000).buffer);
}
