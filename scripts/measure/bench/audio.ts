import { readPcm, recordings } from '../../../dev/recordings';

/** Bytes of a second of the audio that is sent: 16 kHz, mono, 16 bits. */
export const BYTES_PER_SECOND = 32_000;

export const AUDIO_FORMAT = { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16_000 } as const;

/** Speech from the committed recordings in a loop. Each piece is a new Buffer, as from a socket. */
export class Speech {
  private readonly samples = Buffer.concat(recordings.map(readPcm));
  private at = 0;

  /** @param milliseconds of the next piece */
  next(milliseconds: number): Buffer<ArrayBuffer> {
    const bytes = (BYTES_PER_SECOND / 1000) * milliseconds;
    if (this.at + bytes > this.samples.length) this.at = 0;
    const piece = Buffer.from(this.samples.subarray(this.at, this.at + bytes));
    this.at += bytes;
    return piece;
  }
}
