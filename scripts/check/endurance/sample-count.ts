/** Counts bytes of samples, and compares them with a recording that is repeated without end. */
export class SampleCount {
  /** That came. */
  samples = 0;
  /** Of these, how many are in pieces that differ from what is due there. */
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
