import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeAll } from '../../../dev/decoding';
import { temporaryFolder } from '../../../dev/temporary-folder';
import { SessionAudio } from '../../../nodes/lib/built-in/server/session-audio';
import { SAMPLE_RATE } from '../../../nodes/lib/built-in/recogniser/recogniser';

/** Seconds of silence before and behind what is spoken. */
const SILENCE = 0.3;

/** A voice of a program that speaks. */
export interface Voice {
  name: string;
  /** What installs it. */
  packages: string;
  /** The program and its arguments, to speak a file of text into a WAV file. */
  command: (text: string, wav: string) => [program: string, ...args: string[]];
}

function flite(voice: string): Voice {
  return {
    name: `flite ${voice}`,
    packages: 'flite',
    command: (text, wav) => ['flite', '-voice', voice, '-f', text, '-o', wav],
  };
}

function espeak(voice: string): Voice {
  return {
    name: `espeak-ng ${voice}`,
    packages: 'espeak-ng',
    command: (text, wav) => ['espeak-ng', '-v', voice, '-s', '150', '-f', text, '-w', wav],
  };
}

function festival(voice: string, packages: string): Voice {
  return {
    name: `festival ${voice}`,
    packages: `festival ${packages}`,
    command: (text, wav) => ['text2wave', '-eval', `(voice_${voice})`, '-o', wav, text],
  };
}

/** Voices to choose the recogniser's figures by. */
export const TUNING_VOICES = [flite('slt'), espeak('en-us'), festival('kal_diphone', 'festvox-kallpc16k')] as const;

/** Voices to report, which were not used for that. */
export const REPORTING_VOICES = [
  flite('rms'),
  flite('awb'),
  espeak('en-gb+f3'),
  festival('ked_diphone', 'festvox-kdlpc16k'),
] as const;

/** Speaks texts one after the other: mono samples at 16 kHz, -1 to 1. */
export async function speak(voice: Voice, texts: readonly string[]): Promise<Float32Array[]> {
  const folder = temporaryFolder();
  const [textFile, wav] = ['text.txt', 'speech.wav'].map((name) => join(folder.path, name)) as [string, string];
  try {
    const spoken: Float32Array[] = [];
    for (const text of texts) {
      await writeFile(textFile, text);
      const [program, ...args] = voice.command(textFile, wav);
      await promisify(execFile)(program, args);
      spoken.push(withSilence(await decodeAll(await SessionAudio.open({ type: 'file' }), [await readFile(wav)])));
    }
    return spoken;
  } finally {
    folder.remove();
  }
}

/** Whether a voice can speak on this machine. */
export async function isInstalled(voice: Voice): Promise<boolean> {
  try {
    const [samples] = await speak(voice, ['yes']);
    return samples !== undefined && samples.length > 2 * SILENCE * SAMPLE_RATE;
  } catch {
    return false;
  }
}

function withSilence(speech: Float32Array): Float32Array {
  const margin = Math.round(SILENCE * SAMPLE_RATE);
  const samples = new Float32Array(speech.length + 2 * margin);
  samples.set(speech, margin);
  return samples;
}
