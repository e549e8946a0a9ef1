/** Values that a byte has. */
const VALUES = 256;

/** Counts bytes: those of noise and of encrypted data are all equally frequent, those of compressed sound are not quite. */
export class ByteCounts {
  private readonly counts = new Array<number>(VALUES).fill(0);
  private total = 0;

  /** @param stride every so many bytes, from `start` on */
  add(bytes: Buffer, stride = 1, start = 0): void {
    for (let at = start; at < bytes.length; at += stride) {
      this.counts[bytes[at]!]! += 1;
      this.total += 1;
    }
  }

  clear(): void {
    this.counts.fill(0);
    this.total = 0;
  }

  /** By how much the frequencies differ more than chance has it, for each byte; -Infinity where too few can't tell. */
  get unevenness(): number {
    return this.total < 2 * VALUES ? -Infinity : (this.distance - (VALUES - 1)) / this.total;
  }

  /** The same in standard deviations of what chance does; -Infinity where too few can't tell. */
  get deviations(): number {
    return this.total < 2 * VALUES ? -Infinity : (this.distance - (VALUES - 1)) / Math.sqrt(2 * (VALUES - 1));
  }

  /** Pearson's chi-squared. */
  private get distance(): number {
    const expected = this.total / VALUES;
    return this.counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  }
}
