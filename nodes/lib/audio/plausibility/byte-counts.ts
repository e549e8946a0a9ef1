/** Number of values of a byte. */
const VALUES = 256;

/** Counts bytes: those of noise and of encrypted data are all equally frequent, those of compressed sound are not quite. */
export class ByteCounts {
  private readonly counts = new Array<number>(VALUES).fill(0);
  private total = 0;

  /** @param stride distance of the bytes that are counted, from `start` on */
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

  /** How much more the frequencies differ than by chance, per byte; -Infinity for too few bytes. */
  get unevenness(): number {
    return this.total < 2 * VALUES ? -Infinity : (this.distance - (VALUES - 1)) / this.total;
  }

  /** The same in standard deviations; -Infinity for too few bytes. */
  get deviations(): number {
    return this.total < 2 * VALUES ? -Infinity : (this.distance - (VALUES - 1)) / Math.sqrt(2 * (VALUES - 1));
  }

  /** Pearson's chi-squared. */
  private get distance(): number {
    const expected = this.total / VALUES;
    return this.counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  }
}
