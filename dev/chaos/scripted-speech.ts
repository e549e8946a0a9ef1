import type { Random } from '../random';

/** Audio of telephones: half the bytes of what microphones send, and enough for a number. */
export const SAMPLE_RATE = 8_000;
/** Audio of a script is divided into frames of 10 ms; words begin and end with a frame. */
export const FRAMES_PER_SECOND = 100;
export const FRAME_SAMPLES = SAMPLE_RATE / FRAMES_PER_SECOND;
/** A frame number has to fit into a sample. */
export const LONGEST_SPEECH_SECONDS = 2 ** 16 / FRAMES_PER_SECOND;

/** Every word that may be said, with all the ways in which a recogniser may spell it. */
export const SPELLINGS: readonly (readonly [string, ...string[]])[] = [
  ['a'],
  ['I'],
  ['the'],
  ['to'],
  ['it'],
  ['is'],
  ['of'],
  ['you'],
  ['one', '1'],
  ['two', '2'],
  ['three', '3'],
  ['five', '5'],
  ['ten', '10'],
  ['hundred', '100'],
  ['okay', 'OK'],
  ['colour', 'color'],
  ['centre', 'center'],
  ['grey', 'gray'],
  ['realise', 'realize'],
  ['doctor', 'Dr'],
  ["I'm"],
  ['hello'],
  ['world'],
  ['kitchen'],
  ['light'],
  ['window'],
  ['yesterday'],
  ['conversation'],
];

/** How many of the words above are short common ones. */
const COMMON = 8;

/** What a recogniser may hear in a cut-off word; none of it is in a script. */
export const FRAGMENTS: readonly string[] = ['uh', 'er', 'hm', 'ff', 'oh'];

/** Longest run of one word, seconds: within 2 s before any moment of it something else is heard, be it silence. */
const LONGEST_RUN = 1.3;

/** A word that is said from one frame up to, but not with, another; `word` is its place in {@link SPELLINGS}. */
export interface SpokenWord {
  word: number;
  from: number;
  to: number;
}

export interface Speech {
  words: readonly SpokenWord[];
  /** Length of the audio in frames. */
  frames: number;
}

/** Random words that are as hard to align as speech: short ones, runs of one word, no gaps. */
export function scriptSpeech(random: Random, seconds: number): Speech {
  const words: SpokenWord[] = [];
  const frames = Math.round(seconds * FRAMES_PER_SECOND);
  let at = 0;
  const pass = (length: number): number => (at += Math.round(length * FRAMES_PER_SECOND));
  const say = (word: number, length: number): void => {
    const from = at;
    words.push({ word, from, to: pass(length) });
  };
  pass(random.chance(0.5) ? 0 : random.between(0, 1.5));
  for (;;) {
    const before = words.at(-1)?.word;
    const word = other(random, before);
    if (random.chance(0.15)) {
      const length = random.between(0.12, 0.3);
      const gap = random.chance(0.5) ? 0 : random.between(0, 0.1);
      const most = Math.floor(LONGEST_RUN / (length + gap));
      for (let count = random.integer(2, Math.max(2, most)); count > 0; count -= 1) {
        say(word, length);
        pass(gap);
      }
    } else {
      say(word, word < COMMON ? random.between(0.12, 0.25) : random.between(0.15, 0.6));
    }
    if (at > frames) break;
    pass(gapAfter(random));
  }
  return { words: words.filter(({ to }) => to <= frames), frames };
}

function other(random: Random, before: number | undefined): number {
  for (;;) {
    const word = random.chance(0.35) ? random.integer(0, COMMON - 1) : random.integer(COMMON, SPELLINGS.length - 1);
    if (word !== before) return word;
  }
}

function gapAfter(random: Random): number {
  if (random.chance(0.08)) return random.between(1, 4);
  return random.chance(0.5) ? 0 : random.between(0, 0.5);
}

/**
 * Audio that tells which part of itself it is, wherever it is cut: every sample of a frame is the number of the frame.
 *
 * @returns 16-bit mono PCM at 8 kHz
 */
export function numberedAudio(frames: number): Buffer {
  const samples = new Uint16Array(frames * FRAME_SAMPLES);
  for (let frame = 0; frame < frames; frame += 1) {
    samples.fill(frame, frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES);
  }
  return Buffer.from(samples.buffer);
}

/**
 * Reads numbered audio, in pieces cut anywhere between samples, and tells of each frame how many of its samples were there
 * in one piece.
 */
export class FrameReader {
  private frame: number | undefined;
  private samples = 0;

  constructor(private readonly onFrame: (frame: number, samples: number) => void) {}

  read(data: Buffer): void {
    // A view of 16-bit values must begin at an even address.
    const bytes = data.byteOffset % 2 === 0 ? data : Buffer.from(new Uint8Array(data).buffer);
    const values = new Uint16Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 2));
    let at = 0;
    while (at < values.length) {
      const value = values[at]!;
      if (this.frame !== undefined && value !== this.frame) this.flush();
      this.frame = value;
      const missing = FRAME_SAMPLES - this.samples;
      // All samples of a frame are alike: if the last one is its own, so are those before it.
      if (values[at + missing - 1] === value) {
        at += missing;
        this.samples = FRAME_SAMPLES;
      } else {
        while (at < values.length && values[at] === value) {
          at += 1;
          this.samples += 1;
        }
      }
      if (this.samples === FRAME_SAMPLES) this.flush();
    }
  }

  private flush(): void {
    this.onFrame(this.frame!, this.samples);
    this.frame = undefined;
    this.samples = 0;
  }
}
