import type { CodedError } from '../errors/coded-error';

/** What a source turned out to hold; what is not known is left out. */
export interface Found {
  codec?: string;
  /** Hz, before it is converted. */
  sample_rate?: number;
  /** `mono`, `stereo`, `5.1`, or a number of channels as text. */
  channels?: string;
  /** Seconds. */
  duration?: number;
  /** The program, or `built-in`. */
  engine?: string;
}

/** What comes of a feed, in this order: `found` at most once, any number of `audio`, `ended` once and last. */
export type FeedEvent =
  /** `isFinite`: it has an end, as a file has and a radio station has not. */
  | { type: 'found'; found: Found; isFinite: boolean }
  /** Samples of 16 bits, little-endian; the channels take turns. Whole frames. */
  | { type: 'audio'; data: Buffer; channels: number }
  /** Without an error: everything was read. */
  | { type: 'ended'; error?: CodedError };

/** One run of a source: a process, or a decoder in this one. */
export interface Feed {
  /** Reads no more until `resume`; what is under way may still come. */
  pause(): void;
  resume(): void;
  /** Ends it. Resolves when nothing is left of it, and never rejects; `ended` comes before. May be called twice. */
  stop(): Promise<void>;
}

/** A feed that could not be started, which is all that it tells. */
export function failedFeed(error: CodedError, onEvent: (event: FeedEvent) => void): Feed {
  // Whoever is told may throw, and nobody waits for this until it is stopped.
  const told = Promise.resolve()
    .then(() => onEvent({ type: 'ended', error }))
    .catch(() => {});
  return { pause: () => {}, resume: () => {}, stop: () => told };
}

/** Starts a feed. Events come later, never from within the call. */
export type OpenFeed = (onEvent: (event: FeedEvent) => void) => Feed;
