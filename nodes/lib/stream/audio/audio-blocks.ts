/** Pieces per block, usually a second of audio. */
const BLOCK_PIECES = 10;

/**
 * Copies pieces of audio into shared blocks. A piece that is kept for seconds survives young-generation collections, whose time
 * grows with the number of separate Buffers.
 */
export class AudioBlocks {
  private block = Buffer.alloc(0);
  private used = 0;

  /** Returns a copy of the bytes in a block. */
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
