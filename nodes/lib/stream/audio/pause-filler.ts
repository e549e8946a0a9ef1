import { bytesPerSecond, type RawFormat } from '../../audio/format';
import { PauseClock } from '../../audio/pause-clock';
import type { AudioPiece } from '../../audio/sample-converter';
import type { Clock } from '../../time/clock';
import { Timeout } from '../../time/timeout';

/** Milliseconds between two looks at a pause that goes on. */
const INTERVAL = 250;
/** Seconds of the longest piece of silence. */
const PIECE = 0.1;

/** What a filler needs of the audio that it fills. */
export interface PausedAudio {
  /** All that came was sent to a session. */
  isSent(): boolean;
  /** Takes silence of the pause. */
  fill(pieces: AudioPiece[]): void;
  /** The clock of the stream goes on without audio. */
  skip(seconds: number): void;
}

/**
 * Lets the clock of a live source go on while it sends nothing: silence is put in until the server has said all words before
 * it, then the clock goes on alone.
 */
export class PauseFiller {
  private readonly pauses = new PauseClock();
  private readonly looking: Timeout;
  /** Seconds of silence that were put in since the latest audio. */
  private put = 0;

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
    this.pass(this.pauses.note(seconds, this.clock.now()), format);
    this.put = 0;
    this.looking.set(this.pauses.patience, () => this.look(format));
  }

  /** Live audio is about to be passed over: it goes nowhere, and nothing is put in. */
  beforePassing(seconds: number): void {
    const silence = this.pauses.note(seconds, this.clock.now());
    if (silence > 0) this.audio.skip(silence);
    this.put = 0;
    this.looking.clear();
  }

  /** Nothing is filled until audio comes. */
  stop(): void {
    this.looking.clear();
  }

  private look(format: RawFormat): void {
    // What waits for a session must not be dropped for silence.
    if (this.audio.isSent()) this.pass(this.pauses.due(this.clock.now()), format);
    this.looking.set(INTERVAL, () => this.look(format));
  }

  private pass(seconds: number, format: RawFormat): void {
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
