import type { Random } from '../random';
import { FRAME_SAMPLES, FRAMES_PER_SECOND, FrameReader, SAMPLE_RATE, type Speech } from './scripted-speech';

/** Share of a word's frames that must be there in one piece for it to be understood, and for something to be heard at all. */
const UNDERSTOOD = 0.6;
const NOTICED = 0.25;

/** Farthest that a recogniser places a word's start or end from the truth, seconds. */
export const JITTER = 0.075;
/** Shortest word that a recogniser writes, seconds. */
const SHORTEST = 0.04;

/** A word, or what was left of it, as one session heard it; times are seconds of that session. */
export interface HeardWord {
  /** Its place in the script. */
  index: number;
  as: 'word' | 'fragment';
  start: number;
  end: number;
}

/** Frames of the script that a session got in one piece. */
export interface Stretch {
  /** The first frame. */
  from: number;
  /** Up to, but not with, this one. */
  to: number;
  /** Seconds of the session at which the first frame begins. */
  start: number;
}

/** What one session makes of numbered audio: words, each placed a little wrongly, but in order and apart. */
export class SimulatedRecogniser {
  /** Words that are over, in order. */
  readonly words: HeardWord[] = [];
  readonly stretches: Stretch[] = [];
  private samples = 0;
  private underWay: { index: number; frames: number; start: number } | undefined;
  private readonly reader = new FrameReader((frame, samples) => this.hearFrame(frame, samples));
  /** The next word of the script that may come. */
  private next = 0;
  /** Seconds of the session before which no word may begin any more. */
  private floor = 0;

  constructor(
    private readonly speech: Speech,
    private readonly random: Random,
  ) {}

  /** Seconds of audio so far. */
  get now(): number {
    return this.samples / SAMPLE_RATE;
  }

  /** The word that was begun, and is not over; undefined when too little of it was heard. */
  get unfinished(): { index: number; start: number } | undefined {
    if (!this.underWay) return undefined;
    const { index, frames, start } = this.underWay;
    return frames >= NOTICED * this.length(index) ? { index, start } : undefined;
  }

  /** Whether a word is being said. */
  get speaking(): boolean {
    return this.underWay !== undefined;
  }

  hear(data: Buffer): void {
    this.reader.read(data);
  }

  /** No word begins before this time of the session any more. */
  settle(time: number): void {
    this.floor = Math.max(this.floor, time);
  }

  /** No more audio comes: the word under way is over, and none lies beyond the audio. */
  end(): void {
    this.close();
    const last = this.words.at(-1);
    if (!last || last.end <= this.now) return;
    last.end = this.now;
    last.start = Math.max(0, Math.min(last.start, this.now - SHORTEST));
  }

  private hearFrame(frame: number, samples: number): void {
    const start = this.now;
    this.samples += samples;
    const stretch = this.stretches.at(-1);
    const goesOn = stretch?.to === frame && samples === FRAME_SAMPLES;
    if (!goesOn) this.close();
    if (samples < FRAME_SAMPLES) return;
    if (goesOn) stretch.to += 1;
    else this.stretches.push({ from: frame, to: frame + 1, start });
    this.hearWord(frame, start);
  }

  private hearWord(frame: number, start: number): void {
    const { words } = this.speech;
    // Audio that comes again is heard again.
    while (this.next > 0 && frame < words[this.next - 1]!.to) this.next -= 1;
    while (this.next < words.length && frame >= words[this.next]!.to) this.next += 1;
    const word = words[this.next];
    if (!word || frame < word.from) return;
    this.underWay ??= { index: this.next, frames: 0, start };
    this.underWay.frames += 1;
    if (frame === word.to - 1) this.close();
  }

  private close(): void {
    if (!this.underWay) return;
    const { index, frames, start } = this.underWay;
    this.underWay = undefined;
    const share = frames / this.length(index);
    const misplaced = this.random.between(-JITTER, JITTER);
    const misjudged = this.random.between(-JITTER, JITTER);
    const understood = share >= UNDERSTOOD;
    const noticed = share >= NOTICED && this.random.chance(0.5);
    if (!understood && !noticed) return;
    const from = Math.max(start + misplaced, this.floor);
    const to = Math.max(start + frames / FRAMES_PER_SECOND + misjudged, from + SHORTEST);
    this.settle(to);
    this.words.push({ index, as: understood ? 'word' : 'fragment', start: from, end: to });
  }

  private length(index: number): number {
    const { from, to } = this.speech.words[index]!;
    return to - from;
  }
}
