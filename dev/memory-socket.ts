import { Duplex } from 'node:stream';

/**
 * One end of a connection in memory, as a `net.Socket` behaves as far as HTTP and WebSockets can tell: bytes come out at
 * the other end in order, a slow reader holds up the writer, `end` and `destroy` reach the other end, `resetAndDestroy`
 * breaks it.
 */
export class MemorySocket extends Duplex {
  #peer!: MemorySocket;
  #continueWriting: (() => void) | undefined;
  readonly #onTraffic: () => void;

  /** Two ends. `onTraffic` is called whenever either of them passes something on. */
  static pair(onTraffic: () => void = () => {}): [MemorySocket, MemorySocket] {
    const [one, other] = [new MemorySocket(onTraffic), new MemorySocket(onTraffic)];
    one.#peer = other;
    other.#peer = one;
    return [one, other];
  }

  private constructor(onTraffic: () => void) {
    super({ allowHalfOpen: false });
    this.#onTraffic = onTraffic;
  }

  /** Closes the connection the hard way: the other end fails with ECONNRESET. */
  resetAndDestroy(): this {
    const peer = this.#peer;
    this.destroy();
    process.nextTick(() => peer.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })));
    return this;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A copy, and later: as on the way through a network.
    const copy = Buffer.from(chunk);
    setImmediate(() => {
      this.#onTraffic();
      if (this.#peer.destroyed) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
        return;
      }
      this.#peer.#continueWriting = done;
      if (this.#peer.push(copy)) this.#peer._read();
    });
  }

  override _read(): void {
    const done = this.#continueWriting;
    this.#continueWriting = undefined;
    done?.();
  }

  override _final(done: () => void): void {
    this.#onTraffic();
    if (!this.#peer.destroyed) this.#peer.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#onTraffic();
    const peer = this.#peer;
    process.nextTick(() => {
      if (!peer.destroyed && !peer.readableEnded) peer.push(null);
    });
    done(error);
  }
}
