/** Rounding errors of sums of lengths, seconds; only a larger difference is a gap. */
const DRIFT = 1e-4;
/** Times are rounded to a microsecond, since sums of decimal seconds carry binary noise. */
const STEPS_PER_SECOND = 1e6;

/**
 * Maps a session's times to its stream's clock. A session counts the seconds of audio that it was sent; the stream counts all
 * seconds that arrived, including those before the session and those that were dropped.
 */
export class TimeMap {
  private readonly stretches: { session: number; stream: number }[] = [];
  private sent = 0;

  /** Seconds of audio that were sent. */
  get seconds(): number {
    return this.sent;
  }

  /** Whether nothing was sent yet. */
  get empty(): boolean {
    return this.stretches.length === 0;
  }

  /** Notes that audio from `position` (seconds of the stream) was sent; of containers, which have no length, only the first. */
  note(position: number, seconds: number): void {
    if (seconds === 0 && !this.empty) return;
    const last = this.stretches.at(-1);
    const expected = last ? last.stream + (this.sent - last.session) : undefined;
    if (expected === undefined || Math.abs(expected - position) > DRIFT) {
      this.stretches.push({ session: this.sent, stream: position });
    }
    this.sent += seconds;
  }

  /** Seconds to add to a time of the session. */
  shiftAt(sessionTime: number): number {
    const stretch = this.stretches.findLast(({ session }) => session <= sessionTime) ?? this.stretches[0];
    return stretch ? stretch.stream - stretch.session : 0;
  }

  /**
   * Seconds to add to the times of a result from `start` to `end`. Servers' times are up to some tenths of a second off: a
   * result that begins shortly before a gap, but is mostly after it, belongs after it.
   */
  shiftOf(start: number, end: number): number {
    return this.shiftAt((start + end) / 2);
  }

  /**
   * Converts a time of the stream to seconds of the session; a time in a gap becomes the position of the gap.
   *
   * @returns undefined if the session was sent no audio at or after that time, or none before it
   */
  toSession(streamTime: number): number | undefined {
    const at = this.stretches.findLastIndex(({ stream }) => stream <= streamTime);
    const stretch = this.stretches[at];
    if (!stretch) return undefined;
    const end = this.stretches[at + 1]?.session ?? this.sent;
    const time = stretch.session + streamTime - stretch.stream;
    if (time > end + DRIFT && end === this.sent) return undefined;
    return Math.round(Math.min(time, end) * STEPS_PER_SECOND) / STEPS_PER_SECOND;
  }

  /** Converts a time of the session to seconds of the stream, to the microsecond. */
  toStream(sessionTime: number): number {
    return Math.round((sessionTime + this.shiftAt(sessionTime)) * STEPS_PER_SECOND) / STEPS_PER_SECOND;
  }

  /** Discards gaps before a time of the session, to which no later word can refer. */
  forgetBefore(sessionTime: number): void {
    const keep = this.stretches.findLastIndex(({ session }) => session <= sessionTime);
    if (keep > 0) this.stretches.splice(0, keep);
  }
}
