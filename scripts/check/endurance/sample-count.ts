/** Counts samples, and compares them with a recording that repeats endlessly. */
export class SampleCount {
  /** Number of samples received. */
  samples = 0;
  /** Number of those in pieces that differ from the recording. */
  others = 0;
  private at = 0;

  constructor(private readonly loop: Buffer) {}

  push(data: Buffer): void {
    this.samples += data.length / 2;
    for (let from = 0; from < data.length;) {
      const length = Math.min(data.length - from, this.loop.length - this.at);
      const isSame = data.compare(this.loop, this.at, this.at + length, from, from + length) === 0;
      if (!isSame) this.others += length / 2;
      from += length;
      this.at = (this.at + length) % this.loop.length;
    }
  }
}
