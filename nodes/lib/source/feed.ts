import type { CodedError } from '../errors/coded-error';

/** What was found in a source; unknown fields are left out. */
export interface Found {
  codec?: string;
  /** Hz, before conversion. */
  sample_rate?: number;
  /** `mono`, `stereo`, `5.1`, or a number of channels as text. */
  channels?: string;
  /** Seconds. */
  duration?: number;
  /** The program, or `built-in`. */
  engine?: string;
}

/** Events of a feed, in this order: `found` at most once, any number of `audio`, `ended` once. */
export type FeedEvent =
  /** `isFinite`: it has an end, like a file, unlike a radio station. */
  | { type: 'found'; found: Found; isFinite: boolean }
  /** Whole frames of 16-bit little-endian samples, interleaved. */
  | { type: 'audio'; data: Buffer; channels: number }
  /** Without an error: everything was read. */
  | { type: 'ended'; error?: CodedError };

/** One run of a source: a process, or a decoder in this one. */
export interface Feed {
  /** Stops reading until `resume`; audio that was already read may still come. */
  pause(): void;
  resume(): void;
  /** Ends it. Resolves after `ended`, when it has released everything; never rejects. May be called twice. */
  stop(): Promise<void>;
}

/** A feed that could not be started: its only event is `ended`. */
export function failedFeed(error: CodedError, onEvent: (event: FeedEvent) => void): Feed {
  // Whoever is told may throw, and nobody waits for this until it is stopped.
  const told = Promise.resolve()
    .then(() => onEvent({ type: 'ended', error }))
    .catch(() => {});
  return { pause: () => {}, resume: () => {}, stop: () => told };
}

/** Starts a feed. Events come later, never from within the call. */
export type OpenFeed = (onEvent: (event: FeedEvent) => void) => Feed;
