import type { FlowMessage } from './flow-message';

/**
 * The convention by which a node that reads a recording goes no faster than those that take it: its messages have a function
 * `audio_hold`. Whoever takes the audio calls it when the message arrives, and calls what it returns when the audio is done with.
 */
export type AudioHold = () => () => void;

/**
 * Holds the audio of a message, if its sender wants to know. Neither it nor what it returns throws.
 *
 * @returns what is to be called when the audio is done with; undefined if nobody wants to know
 */
export function holdAudio({ audio_hold: hold }: FlowMessage): (() => void) | undefined {
  if (typeof hold !== 'function') return undefined;
  try {
    const release: unknown = (hold as AudioHold)();
    return () => {
      try {
        if (typeof release === 'function') (release as () => void)();
      } catch {
        // What goes wrong there is the sender's.
      }
    };
  } catch {
    return undefined;
  }
}
