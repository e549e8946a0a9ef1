/** Bytes of a stream that is cut anywhere. Buffers are kept as they come, and joined only where something lies across a cut. */
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

  /** The next bytes, which stay; undefined if there are fewer. */
  peek(count: number): Buffer | undefined {
    return count > this.bytes ? undefined : this.join(count).subarray(0, count);
  }

  /** The next bytes, which are gone then; undefined if there are fewer. */
  take(count: number): Buffer | undefined {
    if (count > this.bytes) return undefined;
    if (count === 0) return Buffer.alloc(0);
    const first = this.join(count);
    this.bytes -= count;
    if (first.length === count) this.chunks.shift();
    else this.chunks[0] = first.subarray(count);
    return first.subarray(0, count);
  }

  /** How far the next byte of this value is; undefined if there is none. */
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

  /** Makes the first chunk at least so long. */
  private join(count: number): Buffer {
    let length = 0;
    let chunks = 0;
    while (length < count) length += this.chunks[chunks++]!.length;
    if (chunks > 1) this.chunks.splice(0, chunks, Buffer.concat(this.chunks.slice(0, chunks), length));
    return this.chunks[0] ?? Buffer.alloc(0);
  }
}
