import type { AudioError } from '../format';
import type { FormatProperties } from '../format-properties';

/** Whether the first bytes of a connection are of one protocol; `unclear`: more bytes are needed. */
export type Finding = 'found' | 'none' | 'unclear';

/**
 * The content of frames. `track`: one of several voices on a connection, left out if there is only one. `hints`: the sample
 * format. `isAwaited`: the client waits for a transcript, even an empty one. `refused`: unsupported content, reported once.
 */
export type FrameEvent =
  | { kind: 'audio'; data: Buffer; hints: FormatProperties; track?: string }
  | { kind: 'end'; track?: string; isAwaited?: true }
  | { kind: 'refused'; error: AudioError };

/** Extracts the audio from the frames of one connection. */
export interface Unwrapper {
  /**
   * Reads the bytes of one message, which are kept, not copied.
   *
   * @param at when they came, milliseconds of a monotonic clock
   */
  read(data: Buffer, at: number): FrameEvent[];
  /** Ends the connection: returns what waited for more bytes. */
  end(): FrameEvent[];
  /** Whether synchronisation was lost, so that detection has to start again. */
  readonly lost: boolean;
}

/** A protocol that wraps audio in frames. */
export interface FramedProtocol {
  name: string;
  /** @param messages the first ones of a connection, none of them empty */
  find(messages: readonly Buffer[]): Finding;
  unwrap(): Unwrapper;
}
