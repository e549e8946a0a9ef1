/**
 * Decodes the bytes of one stream for a recogniser. Samples are decoded on demand, so that a few bytes that decode to hours
 * of audio fill no memory. Calls must not overlap: all samples of one call have to be consumed before the next. `close` may be
 * called at any time, and ends a pending call.
 */
export interface AudioDecoder {
  /**
   * Accepts the next bytes, split anywhere.
   *
   * @returns the decoded mono samples (-1 to 1, at 16 kHz); incomplete frames are kept for the next call. Throws ProtocolError
   *   `job_error` if the bytes can't be decoded
   */
  decode(bytes: Buffer): AsyncIterable<Float32Array>;
  /**
   * Ends the stream.
   *
   * @returns the remaining samples. Throws ProtocolError `job_error` if there were bytes without any audio in them
   */
  end(): AsyncIterable<Float32Array>;
  /** Frees all resources at once; may be called twice. */
  close(): void;
}
