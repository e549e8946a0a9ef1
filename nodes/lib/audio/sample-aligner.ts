import { partOf } from './part-of';

const NOTHING = Buffer.alloc(0);

/**
 * Cuts a stream of bytes into pieces of whole samples. Sources cut their messages anywhere; a split sample would turn
 * the rest of a session into noise. Pieces are views of the input; only a sample that spans two messages is copied.
 */
export class SampleAligner {
  private torn: Buffer = NOTHING;

  /**
   * @param sampleBytes bytes that must stay together
   * @param pieceBytes the most bytes of one piece; rounded down to whole samples
   */
  constructor(
    private readonly sampleBytes: number,
    private readonly pieceBytes: number,
  ) {}

  push(data: Buffer): Buffer[] {
    const pieces: Buffer[] = [];
    let rest = data;
    if (this.torn.length > 0) {
      const missing = this.sampleBytes - this.torn.length;
      this.torn = Buffer.concat([this.torn, rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (this.torn.length < this.sampleBytes) return pieces;
      pieces.push(this.torn);
    }
    const whole = rest.length - (rest.length % this.sampleBytes);
    const step = Math.max(this.sampleBytes, this.pieceBytes - (this.pieceBytes % this.sampleBytes));
    for (let at = 0; at < whole; at += step) pieces.push(partOf(rest, at, Math.min(at + step, whole)));
    this.torn = whole === rest.length ? NOTHING : Buffer.from(rest.subarray(whole));
    return pieces;
  }
}
