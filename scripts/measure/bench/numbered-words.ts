/**
 * Simulated speech with distinguishable words: one sample in every 10 ms is the number of the word, or zero in a pause. A
 * server can thus detect lost and repeated words.
 */
import { BYTES_PER_SECOND, Speech } from './audio';

/** Seconds from the start of a word to the start of the next, and of the pause at its end. */
export const WORD_SECONDS = 0.5;
const PAUSE_SECONDS = 0.1;
/** Seconds between two measured samples. */
const FRAME_SECONDS = 0.01;
/** Minimum frames to detect a word. */
const LEAST_FRAMES = 20;
/** Largest number in a sample. */
export const MOST_NUMBERS = 32_767;

const FRAME_BYTES = BYTES_PER_SECOND * FRAME_SECONDS;

/** @param first number of the first word @param count of words, each half a second */
export function numberedWords(first: number, count: number): Buffer<ArrayBuffer> {
  const audio = new Speech().next(count * WORD_SECONDS * 1000);
  const [length, spoken] = [WORD_SECONDS, WORD_SECONDS - PAUSE_SECONDS].map((seconds) => seconds / FRAME_SECONDS);
  for (let frame = 0; frame < count * length!; frame += 1) {
    const word = Math.floor(frame / length!);
    audio.writeInt16LE(frame % length! < spoken! ? first + word : 0, frame * FRAME_BYTES);
  }
  return audio;
}

/** A detected word; seconds since the first byte. */
export interface HeardWord {
  number: number;
  start: number;
  end: number;
}

/** Detects numbered words in audio that is split anywhere. */
export class WordListener {
  private rest = Buffer.alloc(0);
  private frames = 0;
  private word: { number: number; from: number } | undefined;

  /** Returns the words that end in these bytes. */
  hear(data: Buffer): HeardWord[] {
    const heard: HeardWord[] = [];
    this.rest = Buffer.concat([this.rest, data]);
    while (this.rest.length >= FRAME_BYTES) {
      const number = this.rest.readInt16LE(0);
      this.rest = this.rest.subarray(FRAME_BYTES);
      heard.push(...this.frame(number));
      this.frames += 1;
    }
    return heard;
  }

  private frame(number: number): HeardWord[] {
    const { word, frames } = this;
    if (word?.number === number) return [];
    this.word = number > 0 ? { number, from: frames } : undefined;
    if (!word || frames - word.from < LEAST_FRAMES) return [];
    return [{ number: word.number, start: word.from * FRAME_SECONDS, end: frames * FRAME_SECONDS }];
  }
}
