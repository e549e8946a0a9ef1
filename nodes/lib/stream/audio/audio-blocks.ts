/** Pieces of one length that a block takes: a second of them, usually. */
const BLOCK_PIECES = 10;

/**
 * Copies pieces of audio into blocks. Each piece that is kept for seconds in memory of its own outlives the collection of
 * short-lived objects, and it is the number of these memories that makes collections long.
 */
export class AudioBlocks {
  private block = Buffer.alloc(0);
  private used = 0;

  /** The same bytes, in memory that they share with pieces before and after them. */
  keep(data: Buffer): Buffer {
    if (this.used + data.length > this.block.length) {
      this.block = Buffer.allocUnsafeSlow(data.length * BLOCK_PIECES);
      this.used = 0;
    }
    const kept = this.block.subarray(this.used, this.used + data.length);
    data.copy(kept);
    this.used += data.length;
    return kept;
  }
}
