import { bytesPerSample, bytesPerSecond, type Format } from './format';
import { partOf } from './part-of';
import type { AudioPiece } from './sample-converter';

/** Longest message of headerless audio, seconds. */
const MESSAGE_SECONDS = 0.1;
/** Longest message of a container, bytes. */
const FILE_MESSAGE_BYTES = 16 * 1024;

/**
 * Gathers small pieces of a stream into messages of up to 100 ms, and cuts large ones. Pieces of 50 ms or more are neither
 * delayed nor copied. The caller flushes when a piece has waited for 100 ms, and at the end.
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

  /** Whether something waits to be flushed. */
  get waiting(): boolean {
    return this.bytes > 0;
  }

  /** Seconds that wait; 0 for containers, whose length is not known. */
  get seconds(): number {
    return this.bytes / this.perSecond;
  }

  /** Adds a piece; returns the messages that are ready. */
  push({ data }: Pick<AudioPiece, 'data'>): AudioPiece[] {
    const ready: AudioPiece[] = [];
    for (let at = 0; at < data.length; at += this.limit) {
      const part = partOf(data, at, at + this.limit);
      if (this.bytes + part.length > this.limit) this.flushInto(ready);
      this.gathered.push(part);
      this.bytes += part.length;
      // Another one of this size would not fit.
      if (this.bytes + part.length > this.limit) this.flushInto(ready);
    }
    return ready;
  }

  /** Returns what waits. */
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
