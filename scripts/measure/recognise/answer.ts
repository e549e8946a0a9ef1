import {
  SAMPLE_RATE,
  type Recogniser,
  type RecognitionSettings,
} from '../../../nodes/lib/built-in/recogniser/recogniser';
import type { WordTime } from './forced-alignment';
import { play } from './playback';
import type { Recording } from './recordings';

/** Seconds of silence that end an utterance, as voice assistants ask for. */
export const ANSWER_SILENCE = 0.2;
/** Seconds of audio in each piece that an assistant sends. */
const PIECE = 0.02;
/** Seconds of the longest recordings that are one command or sentence. */
const LONGEST = 6;

/**
 * Measures how soon the last words of a command or sentence are final.
 *
 * @param reference when the words were said; without it, nobody knows when the speech ended
 * @returns seconds from the end of the last word that was said until the last final; undefined where nothing can be said
 */
export async function answerDelay(
  recogniser: Recogniser,
  settings: RecognitionSettings,
  { samples }: Recording,
  reference?: readonly WordTime[],
): Promise<number | undefined> {
  const last = reference?.at(-1);
  if (!last || samples.length > LONGEST * SAMPLE_RATE) return undefined;
  const answering = { ...settings, endOfUtteranceSilence: ANSWER_SILENCE };
  const { reports } = await play(recogniser, answering, samples, PIECE);
  const final = reports.findLast(({ event }) => event.type === 'final');
  return final && final.at - last.end;
}
