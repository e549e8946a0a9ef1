import type { StoredFormat } from '../format';
import { storedBytes } from '../samples';
import { ByteCounts } from './byte-counts';
import { MessageCheck } from './message-check';
import { byteOf, judgeSamples, judgeShortStream, type Verdict } from './plausibility';
import { randomError } from './refusals';

/** Seconds that are looked at, at the beginning and then again and again. */
const WINDOW = 0.3;
/** Seconds between two looks: at first, and at most. A look takes a millisecond or two, so each that finds samples doubles them. */
const INTERVAL = { first: 5, longest: 60 };
/** Looks in a row that find no samples before audio is given up that was plausible at its beginning. */
const CONFIRMATIONS = 3;
/** Looks in a row at noise, over which its bytes are counted. */
const NOISE_LOOKS = 20;
/** Standard deviations from which all these bytes are not of noise. */
const NOT_NOISE = 6;
/** Seconds after which a beginning that tells nothing is let pass; what may be noise waits for all that is looked at. */
const LONGEST_HOLD = 0.1;

/**
 * Watches whether the bytes of a stream can be samples: all of the first 300 ms, and as many again, less and less often. That
 * bounds what it holds of them.
 */
export class SampleCheck {
  private window: Buffer[] = [];
  private bytes = 0;
  /** Bytes that pass before the next look, to a whole sample. */
  private skipped = 0;
  private begun = false;
  /** The latest look has found samples. */
  private isPlausible = false;
  private interval = INTERVAL.first;
  /** Looks in a row that found no samples. */
  private doubts = 0;
  /** Looks in a row at what may be noise, and the second bytes of their samples: the first ones tell its level. */
  private noisy = 0;
  private readonly counts = new ByteCounts();
  private readonly messages: MessageCheck;
  private readonly frame: number;
  private readonly windowBytes: number;

  constructor(private readonly layout: StoredFormat) {
    this.frame = storedBytes(layout.sampleFormat) * layout.channels;
    this.windowBytes = this.bytesOf(WINDOW);
    this.messages = new MessageCheck(layout);
  }

  /**
   * @param data the next message of the stream
   * @returns `hold` where more bytes are needed before these may be sent
   * @throws AudioError as {@link judgeSamples}
   */
  push(data: Buffer): 'pass' | 'hold' {
    this.messages.push(data);
    const taken = this.take(data);
    const isFull = this.bytes >= this.windowBytes;
    // Later looks wait until they have seen enough, and so does the first one when it has found samples.
    if (!taken || ((this.begun || this.isPlausible) && !isFull)) return 'pass';
    const verdict = this.judge();
    this.isPlausible = verdict === 'plausible';
    if (isFull) {
      this.countNoise(verdict);
      this.pause();
      return 'pass';
    }
    return verdict === 'noise' || (verdict === 'unclear' && this.bytes < this.bytesOf(LONGEST_HOLD)) ? 'hold' : 'pass';
  }

  /**
   * No more bytes come.
   *
   * @throws AudioError `text_not_audio`
   */
  end(): void {
    if (!this.begun) judgeShortStream(this.joined());
  }

  /** @throws AudioError `not_samples` */
  private countNoise(verdict: Verdict): void {
    const { sampleFormat } = this.layout;
    const size = storedBytes(sampleFormat);
    if (verdict !== 'noise' || size === 1 || this.noisy === NOISE_LOOKS) {
      this.noisy = 0;
      this.counts.clear();
      return;
    }
    this.noisy += 1;
    this.counts.add(this.joined(), size, byteOf(sampleFormat, 1));
    if (this.counts.deviations > NOT_NOISE) throw randomError(sampleFormat);
  }

  private judge(): Verdict {
    try {
      const verdict = judgeSamples(this.joined(), this.layout);
      this.doubts = 0;
      return verdict;
    } catch (error) {
      this.doubts += 1;
      if (!this.begun || this.doubts >= CONFIRMATIONS) throw error;
      return 'unclear';
    }
  }

  private take(data: Buffer): boolean {
    const start = Math.min(this.skipped, data.length);
    this.skipped -= start;
    if (start === data.length) return false;
    const seen = data.subarray(start, start + this.windowBytes - this.bytes);
    this.window.push(seen);
    this.bytes += seen.length;
    return true;
  }

  private joined(): Buffer {
    const joined = this.window.length === 1 ? this.window[0]! : Buffer.concat(this.window, this.bytes);
    this.window = [joined];
    return joined;
  }

  private pause(): void {
    this.begun = true;
    this.window = [];
    this.bytes = 0;
    if (this.doubts > 0 || this.noisy > 0) {
      this.skipped = 0;
      this.interval = INTERVAL.first;
      return;
    }
    this.skipped = this.bytesOf(this.interval);
    this.interval = Math.min(INTERVAL.longest, this.interval * 2);
  }

  private bytesOf(seconds: number): number {
    return Math.ceil(this.layout.sampleRate * seconds) * this.frame;
  }
}
