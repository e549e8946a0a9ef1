import type { FlowMessage } from './flow-message';

/**
 * The convention by which a node reads a recording no faster than it is consumed: its messages have a function `audio_hold`. A
 * consumer calls it when the message arrives, and calls the function it returns when it has finished with the audio.
 */
export type AudioHold = () => () => void;

/**
 * Holds the audio of a message, if its sender uses the convention. Never throws, and neither does the returned function.
 *
 * @returns the function to call when the audio is finished with; undefined if the sender does not use the convention
 */
export function holdAudio({ audio_hold: hold }: FlowMessage): (() => void) | undefined {
  if (typeof hold !== 'function') return undefined;
  try {
    const release: unknown = (hold as AudioHold)();
    return () => {
      try {
        if (typeof release === 'function') (release as () => void)();
      } catch {
        // The error is the sender's.
      }
    };
  } catch {
    return undefined;
  }
}
