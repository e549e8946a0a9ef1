import { bytesPerSample, bytesPerSecond, type Format } from './format';
import { partOf } from './part-of';
import type { AudioPiece } from './sample-converter';

/** Longest message of headerless audio, seconds. */
const MESSAGE_SECONDS = 0.1;
/** Longest message of a container, bytes. */
const FILE_MESSAGE_BYTES = 16 * 1024;

/**
 * Gathers the small pieces of a stream to messages of up to 100 ms, and cuts big ones. Pieces from 50 ms on are neither
 * delayed nor copied. Whoever uses it calls `flush` once a piece has waited for 100 ms, and at every end.
 */
export class Packetiser {
  private gathered: Buffer[] = [];
  private bytes = 0;
  private readonly limit: number;
  private readonly perSecond: number;

  /** @param format of all pieces */
  constructor(format: Format) {
    if (format.type === 'file') {
      this.limit = FILE_MESSAGE_BYTES;
      this.perSecond = Infinity;
    } else {
      const sample = bytesPerSample(format.encoding);
      this.perSecond = bytesPerSecond(format);
      this.limit = Math.max(1, Math.floor(format.sample_rate * MESSAGE_SECONDS)) * sample;
    }
  }

  /** Something waits to be flushed. */
  get waiting(): boolean {
    return this.bytes > 0;
  }

  /** Seconds that wait; 0 for containers, whose length is not known. */
  get seconds(): number {
    return this.bytes / this.perSecond;
  }

  /** Takes the next piece; returns what can go. */
  push({ data }: Pick<AudioPiece, 'data'>): AudioPiece[] {
    const ready: AudioPiece[] = [];
    for (let at = 0; at < data.length; at += this.limit) {
      const part = partOf(data, at, at + this.limit);
      if (this.bytes + part.length > this.limit) this.flushInto(ready);
      this.gathered.push(part);
      this.bytes += part.length;
      // There is no room for another one like it.
      if (this.bytes + part.length > this.limit) this.flushInto(ready);
    }
    return ready;
  }

  /** Gives what waits. */
  flush(): AudioPiece | undefined {
    if (this.bytes === 0) return undefined;
    const data = this.gathered.length === 1 ? this.gathered[0]! : Buffer.concat(this.gathered, this.bytes);
    const { seconds } = this;
    this.gathered = [];
    this.bytes = 0;
    return { data, seconds };
  }

  private flushInto(ready: AudioPiece[]): void {
    const piece = this.flush();
    if (piece) ready.push(piece);
  }
}
