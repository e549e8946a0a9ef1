/** Bytes of one block: a second of the usual samples. */
const BLOCK_BYTES = 32 * 1024;

/**
 * Copies small pieces of audio into blocks. Each piece that is kept for seconds in memory of its own outlives the collection of
 * short-lived objects, and it is the number of these memories that makes collections long.
 */
export class AudioBlocks {
  private block = Buffer.alloc(0);
  private used = 0;

  /** The same bytes, in memory that they share with pieces before and after them; large ones stay where they are. */
  keep(data: Buffer): Buffer {
    if (data.length * 2 > BLOCK_BYTES) return data;
    if (this.used + data.length > this.block.length) {
      this.block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      this.used = 0;
    }
    const kept = this.block.subarray(this.used, this.used + data.length);
    data.copy(kept);
    this.used += data.length;
    return kept;
  }
}
