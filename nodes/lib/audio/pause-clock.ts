/** Seconds without audio from which a live source has paused; less may be network jitter. */
const PAUSE = 1;
/** Factor by which the length of the longest recent message decays with each message. */
const FADING = 0.9;

/**
 * Measures the pauses of live sources that send nothing in silence (Discord, push to talk): by the wall clock, but never more
 * than the audio that is missing. Audio that was only late shortens the next pause.
 */
export class PauseClock {
  /** Seconds of audio by which the source is behind the wall clock since it began; negative: ahead. */
  private behind = 0;
  /** The latest arrival, milliseconds. */
  private latest: number | undefined;
  /** Seconds filled since then. */
  private filled = 0;
  /** Seconds of the last pause that may still prove to be late audio, and of those that did. */
  private doubtful = 0;
  private late = 0;
  /** Seconds of the longest recent message. */
  private longest = 0;

  /** Milliseconds after the latest arrival from which {@link due} may return more than 0. */
  get patience(): number {
    return (PAUSE + this.longest) * 1000;
  }

  /**
   * Notes that audio came.
   *
   * @param seconds of it
   * @param at milliseconds
   * @param isWatched whether this process was responsive since the latest arrival; otherwise audio is late, and there was no pause
   * @returns seconds of silence that belong before it
   */
  note(seconds: number, at: number, isWatched = true): number {
    const elapsed = this.latest === undefined ? seconds : (at - this.latest) / 1000;
    const isLong = isWatched && elapsed >= PAUSE + this.longest;
    const isPause = this.latest !== undefined && (this.filled > 0 || isLong);
    this.behind += elapsed - this.filled - seconds;
    const silence = isPause ? Math.max(0, this.behind - this.late) : 0;
    this.doubtful = isPause ? this.filled + silence : Math.max(0, this.doubtful - elapsed);
    if (isPause) {
      this.behind -= this.late + silence;
      this.late = 0;
    }
    this.latest = at;
    this.filled = 0;
    this.longest = Math.max(this.longest * FADING, seconds);
    this.clip();
    return silence;
  }

  /**
   * Returns the seconds of silence to add after the latest audio, up to now, and counts them as filled.
   *
   * @param at milliseconds
   */
  due(at: number): number {
    const elapsed = this.latest === undefined ? 0 : (at - this.latest) / 1000;
    if (elapsed < PAUSE + this.longest) return 0;
    // The next message holds what is recorded now.
    const silence = Math.max(0, this.behind - this.late + elapsed - this.longest - this.filled);
    this.filled += silence;
    return silence;
  }

  /** A source whose clock runs a little faster or slower must not add up to a pause. */
  private clip(): void {
    const ahead = -this.behind - (PAUSE + this.longest);
    const late = Math.min(this.doubtful, Math.max(0, ahead));
    this.doubtful -= late;
    this.late += late;
    this.behind = Math.min(PAUSE, Math.max(-(PAUSE + this.longest), this.behind));
  }
}
