/**
 * Turns the bytes of one stream into what a recogniser hears. Calls come one after the other: the next one only when the
 * promise of the one before is settled; `close` may come at any time.
 */
export interface AudioDecoder {
  /**
   * Takes the next bytes, cut anywhere.
   *
   * @returns the mono samples (-1 to 1, at 16 kHz) that could be decoded; what is short of a frame is kept
   * @throws Refusal `job_error` when the bytes can't be understood
   */
  decode(bytes: Buffer): Promise<Float32Array[]>;
  /**
   * No more bytes: gives what was held back.
   *
   * @throws Refusal `job_error` when bytes came, but no audio could be found in them
   */
  end(): Promise<Float32Array[]>;
  /** Frees everything at once; may be called twice. */
  close(): void;
}
