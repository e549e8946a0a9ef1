import type { Recogniser, RecognitionSettings } from '../../../nodes/lib/built-in/recogniser/recogniser';
import { normalisedWords } from '../../../dev/word-error-rate';
import { answerDelay } from './answer';
import { figuresOf, total, type Figures } from './figures';
import { alignText, type WordTime } from './forced-alignment';
import { play } from './playback';
import type { Recording, RecordingSet } from './recordings';

export type Model = NonNullable<RecognitionSettings['model']>;

/** Default `max_delay` of figures, seconds. */
export const MAX_DELAY = 2;
/** Other values to compare, seconds. */
export const OTHER_MAX_DELAYS = [1, 4, 10];

/** Figures of one set of recordings. */
export interface MeasuredSet {
  title: string;
  rows: MeasuredRecording[];
}

export interface MeasuredRecording {
  name: string;
  figures: Figures;
  /** Seconds from the end of speech to the last final, of one command or sentence. */
  answer: number | undefined;
}

/** Figures of one model. */
export interface ModelFigures {
  sets: MeasuredSet[];
  /** All recordings together, for each measured `max_delay`. */
  maxDelays: { maxDelay: number; figures: Figures }[];
}

/** Times of the words in recordings; undefined if no aligner is installed. */
export type References = ReadonlyMap<Recording, readonly WordTime[]>;

/** Times of words by forced alignment, for recordings that can be aligned. */
export async function alignRecordings(sets: readonly RecordingSet[]): Promise<References | undefined> {
  const references = new Map<Recording, WordTime[]>();
  try {
    for (const recording of sets.flatMap(({ recordings }) => recordings)) {
      const times = await alignText(recording.samples, normalisedWords(recording.text));
      if (times) references.set(recording, times);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
  return references;
}

/** The settings of a session with partials and the default delay. */
export function sessionSettings(model: Model): RecognitionSettings {
  return { model, partials: true, maxDelay: MAX_DELAY, endOfUtteranceSilence: 0 };
}

/**
 * Plays every recording to a recogniser with all settings.
 *
 * @param delays values of `max_delay` that are compared with {@link MAX_DELAY}
 * @param progress called with the next step
 */
export async function measure(
  recogniser: Recogniser,
  model: Model,
  sets: readonly RecordingSet[],
  references: References,
  delays: readonly number[],
  progress: (what: string) => void,
): Promise<ModelFigures> {
  const settings = sessionSettings(model);
  const figures = async (recording: Recording, changes: Partial<RecognitionSettings> = {}): Promise<Figures> => {
    const playback = await play(recogniser, { ...settings, ...changes }, recording.samples);
    return figuresOf(recording, playback, references.get(recording));
  };
  const everything = sets.flatMap(({ recordings }) => recordings);

  progress(`${model}: loading`);
  // Warm-up: the engine is slower until its code is compiled.
  await figures(everything[0]!);

  const measured: MeasuredSet[] = [];
  for (const { title, recordings } of sets) {
    progress(`${model}: ${title}`);
    const rows: MeasuredRecording[] = [];
    for (const recording of recordings) {
      rows.push({
        name: recording.name,
        figures: await figures(recording),
        answer: await answerDelay(recogniser, settings, recording, references.get(recording)),
      });
    }
    measured.push({ title, rows });
  }

  const all = total(measured.flatMap(({ rows }) => rows.map((row) => row.figures)));
  const maxDelays = [{ maxDelay: MAX_DELAY, figures: all }];
  for (const maxDelay of delays) {
    progress(`${model}: all with max_delay ${maxDelay} s`);
    const parts: Figures[] = [];
    for (const recording of everything) parts.push(await figures(recording, { maxDelay }));
    maxDelays.push({ maxDelay, figures: total(parts) });
  }
  return { sets: measured, maxDelays: maxDelays.sort((a, b) => a.maxDelay - b.maxDelay) };
}
