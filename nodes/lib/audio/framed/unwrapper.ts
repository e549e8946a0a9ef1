import type { AudioError } from '../format';
import type { FormatProperties } from '../format-properties';

/** What the first bytes of a connection tell of one protocol; `unclear`: more bytes are needed. */
export type Finding = 'found' | 'none' | 'unclear';

/**
 * What frames bring. `track`: which of several voices on one connection; left out where there is one only. `hints`: how its
 * samples are stored. `isAwaited`: the other side waits for what was heard, even if that is nothing. `refused`: something that
 * can't be taken, told once.
 */
export type FrameEvent =
  | { kind: 'audio'; data: Buffer; hints: FormatProperties; track?: string }
  | { kind: 'end'; track?: string; isAwaited?: true }
  | { kind: 'refused'; error: AudioError };

/** Takes the audio out of the frames of one connection. */
export interface Unwrapper {
  /**
   * Takes the bytes of one message; they are kept, not copied.
   *
   * @param at when they came, milliseconds of a monotonic clock
   */
  read(data: Buffer, at: number): FrameEvent[];
  /** No more bytes come: gives what waited for others. */
  end(): FrameEvent[];
  /** The frames can't be followed any more: what comes next has to be looked at anew. */
  readonly lost: boolean;
}

/** A protocol that wraps audio in frames. */
export interface FramedProtocol {
  name: string;
  /** @param messages the first ones of a connection, none of them empty */
  find(messages: readonly Buffer[]): Finding;
  unwrap(): Unwrapper;
}
