/** The most entries: an hour of audio in messages of 100 ms without any final. */
const STRETCH_LIMIT = 36000;

/** Records when each part of a stream's audio arrived, for the latency and wall-clock times of words. */
export class ArrivalTimes {
  /** Ends of the entries, and their arrivals: two lists of numbers, since long-lived objects are expensive to collect. */
  private ends: number[] = [];
  private arrivals: number[] = [];

  /** Notes the arrival (milliseconds of the clock) of the stream's audio up to `end` (seconds, never decreasing). */
  note(end: number, arrival: number): void {
    const last = this.ends.length - 1;
    if (this.arrivals[last] === arrival) this.ends[last] = end;
    // Containers have no known length: only the latest arrival counts.
    else if (this.ends[last] === end) this.arrivals[last] = arrival;
    else {
      this.ends.push(end);
      this.arrivals.push(arrival);
    }
    if (this.ends.length > STRETCH_LIMIT) this.forget(1);
  }

  /** Arrival, in milliseconds of the clock, of the audio at `time` (seconds of the stream); undefined before any audio. */
  at(time: number): number | undefined {
    return this.arrivals[this.countBefore(time)] ?? this.arrivals.at(-1);
  }

  /** Discards entries before `time`, to which no later word can refer. */
  forgetBefore(time: number): void {
    const count = this.countBefore(time);
    if (count < this.ends.length) this.forget(count);
  }

  /** The number of entries that end before a time. */
  private countBefore(time: number): number {
    return this.ends.findLastIndex((end) => end < time) + 1;
  }

  private forget(count: number): void {
    this.ends.splice(0, count);
    this.arrivals.splice(0, count);
  }
}
