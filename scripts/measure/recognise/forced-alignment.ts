import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The times of a word, seconds. */
export interface WordTime {
  word: string;
  start: number;
  end: number;
}

/** Installs the aligner. */
export const alignerCommand = 'apt-get install --no-install-recommends pocketsphinx pocketsphinx-en-us';

/** Seconds between two frames of pocketsphinx; it gives the start of a word's last frame as its end. */
const FRAME = 0.01;

/**
 * Aligns a known text to audio with pocketsphinx, whose grammar only permits this text.
 *
 * @param samples mono, -1 to 1, at 16 kHz
 * @param words in lower case
 * @returns the words' times; undefined if its dictionary lacks a word or the alignment fails
 * @throws with the code `ENOENT` if pocketsphinx is not installed
 */
export async function alignText(samples: Float32Array, words: readonly string[]): Promise<WordTime[] | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'recognise-'));
  try {
    const audio = join(folder, 'audio.raw');
    const grammar = join(folder, 'text.gram');
    await writeFile(
      audio,
      Int16Array.from(samples, (sample) => Math.max(-1, Math.min(sample, 1)) * 32767),
    );
    await writeFile(grammar, `#JSGF V1.0;\ngrammar known;\npublic <text> = ${words.join(' ')};\n`);
    const { stdout } = await promisify(execFile)('pocketsphinx_continuous', [
      ...['-infile', audio, '-jsgf', grammar],
      ...['-time', 'yes', '-remove_silence', 'no', '-logfn', '/dev/null'],
    ]).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw error;
      return { stdout: '' };
    });
    const times = readTimes(stdout);
    return times.length === words.length ? times : undefined;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Reads lines like `to(2) 0.840 1.020 1.000000`; pauses and noises are in angle or square brackets. */
export function readTimes(output: string): WordTime[] {
  const lines = output.matchAll(/^([a-z'.-]+)(?:\(\d+\))? (\d+\.\d+) (\d+\.\d+) \d+\.\d+$/gm);
  return [...lines].map(([, word, start, end]) => ({ word: word!, start: Number(start), end: Number(end) + FRAME }));
}
