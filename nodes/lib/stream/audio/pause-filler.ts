import { bytesPerSecond, type RawFormat } from '../../audio/format';
import { PauseClock } from '../../audio/pause-clock';
import type { AudioPiece } from '../../audio/sample-converter';
import type { Clock } from '../../time/clock';
import { Timeout } from '../../time/timeout';

/** Milliseconds between two looks at a pause that goes on. */
const INTERVAL = 250;
/** Milliseconds by which a look is late when the process was busy: what came meanwhile is taken first. */
const LATE = 50;
/** Seconds of the longest piece of silence. */
const PIECE = 0.1;

/** What a filler needs to know of the audio that it fills. */
export interface PausedAudio {
  /** All audio that came was sent to a session. */
  isSent(): boolean;
  /** Takes silence of the pause. */
  fill(pieces: AudioPiece[]): void;
  /** The clock of the stream goes on without audio. */
  skip(seconds: number): void;
}

/**
 * Keeps the clock of a live source going while it sends nothing: silence is inserted until the server has said all words
 * before it, then the clock goes on alone.
 */
export class PauseFiller {
  private readonly pauses = new PauseClock();
  private readonly looking: Timeout;
  /** Seconds of silence inserted since the latest audio. */
  private put = 0;
  /** When the latest audio came, milliseconds. */
  private latest = -Infinity;
  /** When the next look is due, milliseconds. */
  private due = Infinity;
  /** Whether this process was busy since the latest audio, and may not have taken what came. */
  private process: 'on_time' | 'late' = 'on_time';

  /** @param limit seconds of silence after which the server has said all words */
  constructor(
    private readonly clock: Clock,
    private readonly limit: number,
    private readonly audio: PausedAudio,
  ) {
    this.looking = new Timeout(clock);
  }

  /** Live audio is about to be taken: what was not sent before it is silence. */
  before(seconds: number, format: RawFormat): void {
    const now = this.clock.now();
    this.pass(this.note(seconds, now), format);
    this.put = 0;
    this.latest = now;
    // One timer for many messages: it looks how much longer it has to wait.
    if (!this.looking.isSet) this.lookAfter(this.pauses.patience, format);
  }

  /** Live audio is about to be passed over: it goes nowhere, and nothing is put in. */
  beforePassing(seconds: number): void {
    const now = this.clock.now();
    const silence = this.note(seconds, now);
    if (silence > 0) this.audio.skip(silence);
    this.put = 0;
    this.stop();
  }

  /** Nothing is filled until audio comes. */
  stop(): void {
    this.looking.clear();
    this.due = Infinity;
  }

  private note(seconds: number, now: number): number {
    // A look is overdue only because the process was busy.
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
    // What waits for a session must not be dropped for silence.
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

/** Zeros; of mu-law the byte that stands for zero. */
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
