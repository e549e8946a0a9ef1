import { bytesPerSecond, type RawFormat } from '../../audio/format';
import { PauseClock } from '../../audio/pause-clock';
import type { AudioPiece } from '../../audio/sample-converter';
import type { Clock } from '../../time/clock';
import { Timeout } from '../../time/timeout';

/** Milliseconds between checks during a pause. */
const INTERVAL = 250;
/** A check that is this many milliseconds late shows that the process was busy; input that has arrived is handled first. */
const LATE = 50;
/** Seconds of the longest piece of silence. */
const PIECE = 0.1;

/** The part of the stream's audio that a filler uses. */
export interface PausedAudio {
  /** Whether all audio so far was sent to a session. */
  isSent(): boolean;
  /** Adds silence. */
  fill(pieces: AudioPiece[]): void;
  /** Advances the stream's clock without audio. */
  skip(seconds: number): void;
}

/**
 * Keeps the clock of a live source running while it sends nothing: inserts silence until the server has sent all words
 * before it, then advances the clock without audio.
 */
export class PauseFiller {
  private readonly pauses = new PauseClock();
  private readonly looking: Timeout;
  /** Seconds of silence inserted since the latest audio. */
  private put = 0;
  /** Arrival of the latest audio, milliseconds. */
  private latest = -Infinity;
  /** Time of the next check, milliseconds. */
  private due = Infinity;
  /** `late`: this process was busy since the latest audio, so that input may be waiting. */
  private process: 'on_time' | 'late' = 'on_time';

  /** @param limit seconds of silence after which the server has sent all words */
  constructor(
    private readonly clock: Clock,
    private readonly limit: number,
    private readonly audio: PausedAudio,
  ) {
    this.looking = new Timeout(clock);
  }

  /** Called before live audio is taken: inserts the rest of the pause before it. */
  before(seconds: number, format: RawFormat): void {
    const now = this.clock.now();
    this.pass(this.note(seconds, now), format);
    this.put = 0;
    this.latest = now;
    // One timer for many messages: when it fires, it waits for the rest.
    if (!this.looking.isSet) this.lookAfter(this.pauses.patience, format);
  }

  /** Called before live audio is skipped: nothing is inserted. */
  beforePassing(seconds: number): void {
    const now = this.clock.now();
    const silence = this.note(seconds, now);
    if (silence > 0) this.audio.skip(silence);
    this.put = 0;
    this.stop();
  }

  /** Stops filling until audio comes. */
  stop(): void {
    this.looking.clear();
    this.due = Infinity;
  }

  private note(seconds: number, now: number): number {
    // A check is late only if the process was busy.
    const isWatched = this.process === 'on_time' && now <= this.due;
    this.process = 'on_time';
    return this.pauses.note(seconds, now, isWatched);
  }

  private look(format: RawFormat): void {
    const now = this.clock.now();
    const wait = this.latest + this.pauses.patience - now;
    this.process = this.isLate(now) ? 'late' : 'on_time';
    if (wait > 0) {
      this.lookAfter(wait, format);
      return;
    }
    // Silence must not push waiting audio out of the queue.
    if (this.process === 'on_time' && this.audio.isSent()) this.pass(this.pauses.due(now), format);
    this.lookAfter(INTERVAL, format);
  }

  private lookAfter(delay: number, format: RawFormat): void {
    this.due = this.clock.now() + delay;
    this.looking.set(delay, () => this.look(format));
  }

  private isLate(now: number): boolean {
    return now - this.due >= LATE;
  }

  private pass(seconds: number, format: RawFormat): void {
    if (seconds <= 0) return;
    const silence = Math.min(seconds, Math.max(0, this.limit - this.put));
    const pieces = silentPieces(silence, format);
    const filled = pieces.reduce((sum, piece) => sum + piece.seconds, 0);
    this.put += filled;
    if (pieces.length > 0) this.audio.fill(pieces);
    if (seconds > filled) this.audio.skip(seconds - filled);
  }
}

/** Zeros; in mu-law, the code for zero. */
function silentPieces(seconds: number, format: RawFormat): AudioPiece[] {
  const samples = Math.floor(seconds * format.sample_rate);
  const sampleBytes = bytesPerSecond(format) / format.sample_rate;
  const longest = Math.max(1, Math.floor(format.sample_rate * PIECE));
  const pieces: AudioPiece[] = [];
  for (let at = 0; at < samples; at += longest) {
    const count = Math.min(longest, samples - at);
    const data = Buffer.alloc(count * sampleBytes, format.encoding === 'mulaw' ? 0xff : 0);
    pieces.push({ data, seconds: count / format.sample_rate });
  }
  return pieces;
}
