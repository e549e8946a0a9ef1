import {
  SAMPLE_RATE,
  type Recogniser,
  type RecognitionSettings,
} from '../../../nodes/lib/built-in/recogniser/recogniser';
import type { WordTime } from './forced-alignment';
import { play } from './playback';
import type { Recording } from './recordings';

/** Seconds of silence that end an utterance, as usual for voice assistants. */
export const ANSWER_SILENCE = 0.2;
/** Seconds of audio in each piece that an assistant sends. */
const PIECE = 0.02;
/** Longest recording that counts as one command or sentence, seconds. */
const LONGEST = 6;

/**
 * Measures the latency of the last final of a command or sentence.
 *
 * @param reference times of the words; without them, the end of speech is unknown
 * @returns seconds from the end of the last word to the last final; undefined if unknown
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
