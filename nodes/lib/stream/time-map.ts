/**
 * Places a session's times on its stream's clock. A session counts the seconds of audio that it was sent; the stream counts
 * all seconds that came in, those before the session and those that were dropped included.
 */
export class TimeMap {
  private readonly stretches: { session: number; stream: number }[] = [];
  private sent = 0;

  /** Nothing was sent yet. */
  get empty(): boolean {
    return this.stretches.length === 0;
  }

  /** Notes that audio from `position` (seconds of the stream) was sent next. */
  note(position: number, seconds: number): void {
    const last = this.stretches.at(-1);
    const expected = last ? last.stream + (this.sent - last.session) : undefined;
    // Sums of lengths drift by less than a sample; only a real gap starts a new stretch.
    if (expected === undefined || Math.abs(expected - position) > 1e-4) {
      this.stretches.push({ session: this.sent, stream: position });
    }
    this.sent += seconds;
  }

  /** Seconds to add to a time of the session. */
  shiftAt(sessionTime: number): number {
    const stretch = this.stretches.findLast(({ session }) => session <= sessionTime) ?? this.stretches[0];
    return stretch ? stretch.stream - stretch.session : 0;
  }
}
