/** A queue of bytes. Buffers are kept as they come, and joined only where a read spans several. */
export class ByteQueue {
  private chunks: Buffer[] = [];
  private bytes = 0;

  get length(): number {
    return this.bytes;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.bytes += chunk.length;
  }

  /** Returns the next bytes without removing them; undefined if there are fewer. */
  peek(count: number): Buffer | undefined {
    return count > this.bytes ? undefined : this.join(count).subarray(0, count);
  }

  /** Removes and returns the next bytes; undefined if there are fewer. */
  take(count: number): Buffer | undefined {
    if (count > this.bytes) return undefined;
    if (count === 0) return Buffer.alloc(0);
    const first = this.join(count);
    this.bytes -= count;
    if (first.length === count) this.chunks.shift();
    else this.chunks[0] = first.subarray(count);
    return first.subarray(0, count);
  }

  /** The offset of the next byte of this value; undefined if there is none. */
  indexOf(byte: number): number | undefined {
    let before = 0;
    for (const chunk of this.chunks) {
      const at = chunk.indexOf(byte);
      if (at >= 0) return before + at;
      before += chunk.length;
    }
    return undefined;
  }

  clear(): void {
    this.chunks = [];
    this.bytes = 0;
  }

  /** Joins chunks until the first one has this many bytes. */
  private join(count: number): Buffer {
    let length = 0;
    let chunks = 0;
    while (length < count) length += this.chunks[chunks++]!.length;
    if (chunks > 1) this.chunks.splice(0, chunks, Buffer.concat(this.chunks.slice(0, chunks), length));
    return this.chunks[0] ?? Buffer.alloc(0);
  }
}
