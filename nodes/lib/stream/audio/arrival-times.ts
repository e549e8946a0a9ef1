/** More stretches than this are not looked up: an hour of audio in messages of 100 ms for which no final ever came. */
const STRETCH_LIMIT = 36000;

/** When the audio at a place of the stream came in. Latency and wall-clock times of words are read off it. */
export class ArrivalTimes {
  private stretches: { end: number; arrival: number }[] = [];

  /** Notes that the stream's audio up to `end` (seconds, never less than before) was there at `arrival` (milliseconds of the clock). */
  note(end: number, arrival: number): void {
    const last = this.stretches.at(-1);
    if (last?.arrival === arrival) last.end = end;
    // The length of containers is not known: all that counts of them is when the latest part came.
    else if (last?.end === end) last.arrival = arrival;
    else this.stretches.push({ end, arrival });
    if (this.stretches.length > STRETCH_LIMIT) this.stretches.shift();
  }

  /** When, in milliseconds of the clock, the audio at `time` (seconds of the stream) came in; undefined before any audio. */
  at(time: number): number | undefined {
    const before = this.stretches.findLastIndex(({ end }) => end < time);
    return (this.stretches[before + 1] ?? this.stretches.at(-1))?.arrival;
  }

  /** Forgets what lies before `time`, which no later word can refer to. */
  forgetBefore(time: number): void {
    const keep = this.stretches.findIndex(({ end }) => end >= time);
    if (keep > 0) this.stretches.splice(0, keep);
  }
}
