import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { SessionAudio } from '../../../nodes/lib/built-in/server/session-audio';
import type { AudioFormat } from '../../../nodes/lib/speech-api/messages';
import { decodeAll } from '../../../dev/decoding';
import { recordings as committed } from '../../../dev/recordings';
import { asteriskPrompts } from './asterisk-prompts';

/** Speech with its text. */
export interface Recording {
  name: string;
  text: string;
  /** Mono, -1 to 1, at 16 kHz. */
  samples: Float32Array;
}

/** A set of recordings, or the command that installs it if it is missing. */
export interface RecordingSet {
  title: string;
  recordings: Recording[];
  install?: string;
}

/** Folder of shared data of Debian's packages. */
const SHARE = '/usr/share';
/** Within that folder. */
const POCKETSPHINX_FOLDER = 'pocketsphinx/test/data';
/** The package's other recordings of known text are those in test/recordings. */
const POCKETSPHINX_TEXTS = { goforward: 'go forward ten meters', something: 'go somewhere and do something' };
const ASTERISK_FOLDER = 'asterisk/sounds/en_US_f_Allison';

const RAW: AudioFormat = { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 };

/**
 * The sets that are committed or can be installed.
 *
 * @param share folder of shared data of Debian's packages
 */
export async function knownRecordings(share = SHARE): Promise<RecordingSet[]> {
  return [
    { title: 'test/recordings', recordings: await readCommitted() },
    await whenInstalled('pocketsphinx-testdata', 'pocketsphinx-testdata', () =>
      readPocketsphinx(join(share, POCKETSPHINX_FOLDER)),
    ),
    await whenInstalled('asterisk-core-sounds', 'asterisk-core-sounds-en-g722 ffmpeg', () =>
      readPrompts(asteriskPrompts, share),
    ),
  ];
}

/** The same sets with every nth of their recordings. */
export function everyNth(sets: readonly RecordingSet[], n: number): RecordingSet[] {
  return sets.map((set) => ({ ...set, recordings: set.recordings.filter((_, index) => index % n === 0) }));
}

/** The WAV files of a folder that have a text file: `name.wav` and `name.txt`. */
export async function recordingsIn(folder: string): Promise<RecordingSet> {
  const names = (await readdir(folder)).filter((file) => file.endsWith('.wav')).map((file) => basename(file, '.wav'));
  const recordings: Recording[] = [];
  for (const name of names.sort()) {
    const text = join(folder, `${name}.txt`);
    if (!existsSync(text)) continue;
    recordings.push({
      name,
      text: (await readFile(text, 'utf8')).trim(),
      samples: await decode(await readFile(join(folder, `${name}.wav`)), { type: 'file' }),
    });
  }
  if (recordings.length === 0) throw new Error(`${folder} has no WAV file with a text file of the same name.`);
  return { title: folder, recordings };
}

/** The recordings in test/recordings. */
export async function readCommitted(): Promise<Recording[]> {
  return Promise.all(
    committed.map(async ({ name, text, path }) => ({
      name,
      text,
      samples: await decode(await readFile(path), { type: 'file' }),
    })),
  );
}

async function readPocketsphinx(folder: string): Promise<Recording[]> {
  return Promise.all(
    Object.entries(POCKETSPHINX_TEXTS).map(async ([name, text]) => ({
      name,
      text,
      samples: await decode(await readFile(join(folder, `${name}.raw`)), RAW),
    })),
  );
}

/**
 * Reads prompts of Asterisk's core sounds.
 *
 * @param texts by file name
 * @throws with the code `ENOENT` if they are not installed
 */
export async function readPrompts(texts: Readonly<Record<string, string>>, share = SHARE): Promise<Recording[]> {
  const recordings: Recording[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const path = join(share, ASTERISK_FOLDER, `${name}.g722`);
    recordings.push({ name, text, samples: await decode(await readG722(path), RAW) });
  }
  return recordings;
}

/** Decodes G.722 to 16-bit samples at 16 kHz. */
async function readG722(path: string): Promise<Buffer> {
  await access(path);
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    ['-nostdin', '-v', 'error', '-f', 'g722', '-i', path, '-ar', '16000', '-f', 's16le', '-'],
    { encoding: 'buffer', maxBuffer: Infinity },
  );
  return stdout;
}

/** The set of the recordings that `read` returns; with the command that installs it if that fails with `ENOENT`. */
export async function whenInstalled(
  title: string,
  packages: string,
  read: () => Promise<Recording[]>,
): Promise<RecordingSet> {
  try {
    return { title, recordings: await read() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { title, recordings: [], install: `apt-get install --no-install-recommends ${packages}` };
  }
}

/** Decodes as the appliance does. */
async function decode(bytes: Buffer, format: AudioFormat): Promise<Float32Array> {
  return decodeAll(await SessionAudio.open(format), [bytes]);
}
