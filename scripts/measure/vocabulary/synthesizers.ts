import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeAll } from '../../../dev/decoding';
import { temporaryFolder } from '../../../dev/temporary-folder';
import { SessionAudio } from '../../../nodes/lib/built-in/server/session-audio';
import { SAMPLE_RATE } from '../../../nodes/lib/built-in/recogniser/recogniser';

/** Seconds of silence before and after speech. */
const SILENCE = 0.3;

/** A voice of a speech synthesizer. */
export interface Voice {
  name: string;
  /** Debian packages. */
  packages: string;
  /** The command to synthesize a text file into a WAV file. */
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

/** Voices to tune the recogniser. */
export const TUNING_VOICES = [flite('slt'), espeak('en-us'), festival('kal_diphone', 'festvox-kallpc16k')] as const;

/** Voices to report results, which were not used for tuning. */
export const REPORTING_VOICES = [
  flite('rms'),
  flite('awb'),
  espeak('en-gb+f3'),
  festival('ked_diphone', 'festvox-kdlpc16k'),
] as const;

/** Synthesizes texts: mono samples at 16 kHz, -1 to 1. */
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

/** The voices that are installed on this machine, and those that are not. */
export async function installedVoices(voices: readonly Voice[]): Promise<{ voices: Voice[]; lacking: Voice[] }> {
  const found: { voices: Voice[]; lacking: Voice[] } = { voices: [], lacking: [] };
  for (const voice of voices) found[(await isInstalled(voice)) ? 'voices' : 'lacking'].push(voice);
  return found;
}

async function isInstalled(voice: Voice): Promise<boolean> {
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
