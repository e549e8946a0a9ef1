import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root';

/** One committed recording of human speech; its text is lower case without punctuation. */
export interface Recording {
  name: string;
  path: string;
  text: string;
  seconds: number;
}

/** Samples per second of every recording (mono, signed 16 bit little-endian). */
const RECORDING_RATE = 16000;

const HEADER_BYTES = 44;

function recording(name: string, seconds: number, text: string): Recording {
  return { name, path: join(ROOT, 'test', 'recordings', `${name}.wav`), text, seconds };
}

/** Every recording in test/recordings; texts and licences stand in the README there. */
export const recordings: readonly Recording[] = [
  recording(
    'austen-0870',
    7.1,
    'and mister john dashwood had then leisure to consider how much there might be prudently in his power to do for them',
  ),
  recording('austen-0880', 2.99, 'he was not an ill disposed young man'),
  recording('austen-0890', 5.3, 'unless to be rather cold hearted and rather selfish is to be ill disposed'),
  recording(
    'austen-0920',
    6.05,
    'had he married a more amiable woman he might have been made still more respectable than he was',
  ),
  recording('austen-0930', 3.29, 'he might even have been made amiable himself'),
  recording('cards-1', 1.1, 'ten of clubs'),
  recording('cards-2', 1.96, 'four queen of clubs'),
  recording('cards-3', 1.54, 'seven of clubs'),
  recording('cards-4', 1.55, 'five five'),
  recording('cards-5', 3.5, 'eight of spades four of clubs seven of hearts'),
];

/** The recording of that name. */
export function recordingNamed(name: string): Recording {
  const found = recordings.find((candidate) => candidate.name === name);
  assert.ok(found, `no recording is named ${name}`);
  return found;
}

/** The recording's samples as signed 16 bit little-endian bytes, without the WAV header. */
export function readPcm(recording: Recording): Buffer {
  const file = readFileSync(recording.path);
  assert.equal(file.toString('latin1', 36, 40), 'data', `${recording.path} has an unexpected WAV header`);
  return file.subarray(HEADER_BYTES);
}

/** The recording's samples, -1 to 1, at {@link RECORDING_RATE}. */
export function readSamples(recording: Recording): Float32Array {
  const pcm = readPcm(recording);
  return Float32Array.from({ length: pcm.length >> 1 }, (_, index) => pcm.readInt16LE(index * 2) / 32768);
}

/** Several recordings in a row with that many seconds of silence after each, and the text of all of them. */
export function joinRecordings(
  parts: readonly Recording[],
  silenceSeconds: number,
): { samples: Float32Array; text: string } {
  const gap = Math.round(silenceSeconds * RECORDING_RATE);
  const pieces = parts.map(readSamples);
  const samples = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length + gap, 0));
  let offset = 0;
  for (const piece of pieces) {
    samples.set(piece, offset);
    offset += piece.length + gap;
  }
  return { samples, text: parts.map((part) => part.text).join(' ') };
}
