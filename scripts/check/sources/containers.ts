import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../../dev/programs';
import { fileIn, node, press, RECORDING, type Source } from './source';

/** Folder with the recording in many containers. */
export const FOLDER = join(RECORDING.path, '..', 'containers');

const FILES: readonly (readonly [file: string, shape: string, needs?: Program])[] = [
  ['mono-16000.flac', 'FLAC'],
  ['flac.ogg', 'FLAC in Ogg'],
  ['mono-16000.mp3', 'MP3'],
  ['stereo-44100.mp3', 'MP3, 44.1 kHz, two channels'],
  ['opus.ogg', 'Opus in Ogg'],
  ['vorbis.ogg', 'Vorbis in Ogg'],
  ['faststart.m4a', 'MP4', 'ffmpeg'],
  ['adts.aac', 'AAC', 'ffmpeg'],
  ['transport-stream.mpegts', 'MPEG transport stream', 'ffmpeg'],
];

/** As telephones record it. */
const VOICE_MEMO = 'header-at-end.m4a';
/** As browsers and live recorders send it. */
const FRAGMENTED = 'fragmented.m4a';

/** Containers that are sent to the server unchanged. */
export const containers: readonly Source[] = [
  ...FILES.map(([file, shape, needs]): Source => ({
    name: 'file in',
    shape: `a stream of Buffers, ${shape}`,
    ...(needs && { needs: [needs] }),
    wire: readFileSync(join(FOLDER, file)),
    nodes: (id) => fileIn(id, join(FOLDER, file), 'stream', id),
    play: press,
  })),
  {
    name: 'voice memo',
    shape: 'one Buffer, MP4 with its index at the end',
    needs: ['ffmpeg'],
    wire: readFileSync(join(FOLDER, VOICE_MEMO)),
    nodes: (id) => fileIn(id, join(FOLDER, VOICE_MEMO), '', id),
    play: press,
  },
  {
    name: 'live recorder',
    shape: 'fragmented MP4, an empty Buffer behind each piece',
    needs: ['ffmpeg'],
    wire: readFileSync(join(FOLDER, FRAGMENTED)),
    settings: { idle: 1 },
    nodes: (id) => [
      ...fileIn(id, join(FOLDER, FRAGMENTED), 'stream', `${id}-function`),
      node(`${id}-function`, 'function', {
        func: `for (let at = 0; at < msg.payload.length; at += 1000) {
          node.send([[{ payload: msg.payload.subarray(at, at + 1000) }, { payload: Buffer.alloc(0) }]]);
        }`,
        outputs: 1,
        noerr: 0,
        libs: [],
        wires: [[id]],
      }),
    ],
    play: press,
  },
];
