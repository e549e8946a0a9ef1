import type { ErrorType } from '../../../speech-api/messages';

/** What the server's thread asks of a decoder's thread: one thing at a time, but for `close`. */
export type DecodingRequest =
  | { type: 'decode'; bytes: Uint8Array }
  | { type: 'end' }
  /** The next samples of the same call. */
  | { type: 'more' }
  | { type: 'close' };

/** What it answers. */
export type DecodingReply =
  { type: 'samples'; samples: Float32Array } | { type: 'done' } | { type: 'refused'; error: ErrorType; reason: string };

/** What a decoder's thread starts with. */
export interface DecodingSettings {
  /** Name or path of the program ffmpeg. */
  ffmpeg: string;
}
