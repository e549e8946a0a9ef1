/**
 * Turns the bytes of one stream into what a recogniser hears. Samples are decoded as they are taken, so that a few bytes
 * which stand for hours of audio fill no memory. Calls come one after the other: the next one only when the samples of the
 * one before have all been taken; `close` may come at any time, and ends a call that is under way.
 */
export interface AudioDecoder {
  /**
   * Takes the next bytes, cut anywhere.
   *
   * @returns the mono samples (-1 to 1, at 16 kHz) that could be decoded; what is short of a frame is kept. Throws Refusal
   *   `job_error` when the bytes can't be understood
   */
  decode(bytes: Buffer): AsyncIterable<Float32Array>;
  /**
   * No more bytes.
   *
   * @returns what was held back. Throws Refusal `job_error` when bytes came, but no audio could be found in them
   */
  end(): AsyncIterable<Float32Array>;
  /** Frees everything at once; may be called twice. */
  close(): void;
}
