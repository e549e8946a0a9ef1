/**
 * Speech of which every word can be told from every other: every 10 ms one sample holds the number of the word, or zero in a
 * pause. A server that reads it says which words it was sent, and which twice.
 */
import { BYTES_PER_SECOND, Speech } from './audio';

/** Seconds from the start of a word to the start of the next, and of the pause at its end. */
export const WORD_SECONDS = 0.5;
const PAUSE_SECONDS = 0.1;
/** Seconds between two looks at the samples. */
const FRAME_SECONDS = 0.01;
/** Frames of a word that have to be heard to tell it. */
const LEAST_FRAMES = 20;
/** Numbers that a sample holds. */
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

/** A word that was heard; seconds since the first byte. */
export interface HeardWord {
  number: number;
  start: number;
  end: number;
}

/** Hears numbered words in audio that comes in any pieces. */
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
