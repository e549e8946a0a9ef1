import type { ErrorType } from '../../../speech-api/messages';

/** Requests to a decoder's thread: one at a time, except `close`. */
export type DecodingRequest =
  | { type: 'decode'; bytes: Uint8Array }
  | { type: 'end' }
  /** The next samples of the same call. */
  | { type: 'more' }
  | { type: 'close' };

/** Messages from the thread. */
export type DecodingReply =
  { type: 'samples'; samples: Float32Array } | { type: 'done' } | { type: 'refused'; error: ErrorType; reason: string };

/** Parameters of the thread. */
export interface DecodingSettings {
  /** Name or path of the program ffmpeg. */
  ffmpeg: string;
}
