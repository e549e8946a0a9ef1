import { writeFileSync } from 'node:fs';
import { wavFile } from '../../dev/wav-file';
import { scriptedAudio } from '../support/scripted-recogniser';
import { PIECE, WORDS } from '../support/speech-api';

/** What the recogniser of the examples knows. */
export const VOCABULARY = [...WORDS, 'turn', 'on', 'off', 'the', 'lamp', 'stop', 'hello'];

/** Seconds of a word, and of a pause that ends an utterance. */
const WORD = 0.2;
const PAUSE = 1.2;

/** Audio of utterances with pauses between: 16-bit mono PCM at 16 kHz. */
export function spoken(...utterances: string[]): Buffer {
  return scriptedAudio(
    VOCABULARY,
    utterances.flatMap((utterance) => [
      ...utterance.split(' ').map((word) => ({ word, seconds: WORD })),
      { seconds: PAUSE },
    ]),
  );
}

/** Writes utterances with pauses between to a WAV file. */
export function saidIn(path: string, ...utterances: string[]): void {
  writeFileSync(path, wavFile(spoken(...utterances)));
}

/** Audio in pieces of a tenth of a second, as live sources send it. */
export function piecesOf(audio: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(audio.length / PIECE) }, (_, index) =>
    audio.subarray(index * PIECE, (index + 1) * PIECE),
  );
}
