import type { Audio } from './hypothesis';
import { SAMPLE_RATE } from './recogniser';
import { FRAME_LENGTH } from './voice-activity';

/**
 * Seconds of padding after audio that ends in a pause: without it the model takes the last word for the beginning of a longer
 * one. Waiting for real audio would add latency.
 */
const PADDING = 0.4;
/** Frames of the pause that the padding repeats, at most: digital silence makes the model mishear the words before it. */
const BACKGROUND_FRAMES = 3;
/** Minimum length of a trimmed word, frames. */
const MIN_WORD_FRAMES = 6;

/** The audio of a session that may still be decoded, with its voice activity. Positions are frames of the session. */
export class AudioWindow {
  private samples = new Float32Array(SAMPLE_RATE);
  private voiced: boolean[] = [];
  private first = 0;

  /** Position of the first frame. */
  get start(): number {
    return this.first;
  }

  /** Position after the last frame. */
  get end(): number {
    return this.first + this.voiced.length;
  }

  append(frame: Float32Array, voiced: boolean): void {
    const used = this.voiced.length * FRAME_LENGTH;
    if (used + FRAME_LENGTH > this.samples.length) {
      const larger = new Float32Array(this.samples.length * 2);
      larger.set(this.samples);
      this.samples = larger;
    }
    this.samples.set(frame, used);
    this.voiced.push(voiced);
  }

  /** Discards the frames before a position. */
  dropBefore(position: number): void {
    const count = Math.min(Math.max(0, position - this.first), this.voiced.length);
    this.samples.copyWithin(0, count * FRAME_LENGTH, this.voiced.length * FRAME_LENGTH);
    this.voiced.splice(0, count);
    this.first += count;
  }

  /** Copies the audio up to a position. @param extended whether to pad a pause at its end */
  audioUntil(position: number, { extended = false } = {}): Audio {
    const endsInPause = this.isPause(position);
    const padding = extended && endsInPause ? PADDING * SAMPLE_RATE : 0;
    const length = (position - this.first) * FRAME_LENGTH;
    const samples = new Float32Array(length + padding);
    samples.set(this.samples.subarray(0, length));
    continueBackground(samples, length, this.backgroundFrames(position) * FRAME_LENGTH);
    return { start: this.first * FRAME_LENGTH, samples, padding, endsInPause };
  }

  /** Whether the frame before a position has no voice. */
  isPause(position: number): boolean {
    return !this.voiced[position - this.first - 1];
  }

  private backgroundFrames(position: number): number {
    let count = 0;
    while (count < BACKGROUND_FRAMES && position - count > this.first && this.isPause(position - count)) count++;
    return count;
  }

  /** Counts the frames with voice up to a position. */
  voicedFramesUntil(position: number): number {
    return this.voiced.slice(0, Math.max(0, position - this.first)).filter(Boolean).length;
  }

  /**
   * Trims an interval, in seconds of the session, to its voice: the alignment of words to audio adds pauses to the adjacent
   * words.
   */
  trimToVoice(start: number, end: number): { start: number; end: number } {
    let from = Math.round(start / FRAME_SECONDS);
    let to = Math.round(Math.min(end, secondsAt(this.end)) / FRAME_SECONDS);
    const isSilent = (position: number): boolean => !this.voiced[position - this.first];
    while (to - from > MIN_WORD_FRAMES && isSilent(to - 1)) to--;
    while (to - from > MIN_WORD_FRAMES && isSilent(from)) from++;
    return { start: secondsAt(from), end: secondsAt(to) };
  }
}

const FRAME_SECONDS = FRAME_LENGTH / SAMPLE_RATE;

/** Fills samples from an index on by mirroring `count` samples before it, so that they join without a click. */
function continueBackground(samples: Float32Array, from: number, count: number): void {
  for (let at = from; at < samples.length; at++) {
    const added = at - from;
    samples[at] = samples[at - (added < count ? 2 * added + 1 : 2 * count)]!;
  }
}

/** Converts a position to seconds of the session. */
export function secondsAt(position: number): number {
  return (position * FRAME_LENGTH) / SAMPLE_RATE;
}

/** Converts seconds of the session to the nearest position. */
export function positionAt(seconds: number): number {
  return Math.round(seconds / FRAME_SECONDS);
}
