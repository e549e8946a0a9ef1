import type { TextInput, UtteranceInput } from './utterance-input';

/** How the ends of a stream's utterances are detected. */
export interface Pauses {
  /** `told`: the server sends them, which is better than any rule. */
  ends: 'guessed' | 'told';
  /** Only with partials does a pause between messages mean a pause of the speaker. */
  partials: 'unseen' | 'seen';
  /** Time at which silence becomes a pause; milliseconds on the filter's clock. */
  quiet?: number;
}

/** The initial state. */
export const NO_PAUSES: Pauses = { ends: 'guessed', partials: 'unseen' };

/**
 * Updates the state with an input.
 *
 * @param pause seconds without words
 * @param now milliseconds on the filter's clock
 */
export function notePauses(pauses: Pauses, input: UtteranceInput, pause: number, now: number): Pauses {
  switch (input.kind) {
    case 'end_of_utterance':
      return { ...pauses, ends: 'told' };
    case 'end_of_transcript':
      return pauses;
    case 'reconnecting':
      return { ...pauses, quiet: undefined };
    case 'resumed':
      return { ...pauses, quiet: now + pause * 1000 };
    case 'partial':
      return { ...pauses, partials: 'seen' };
    case 'final':
      return { ...pauses, quiet: now + pause * 1000 + (pauses.partials === 'seen' ? 0 : unknownAfter(input, now)) };
  }
}

/** Milliseconds since the words of a final, about which nothing is known without partials. */
function unknownAfter({ beginning, end }: TextInput, now: number): number {
  return beginning === undefined || end === undefined ? 0 : Math.max(0, now - beginning - end * 1000);
}

/** The end of an utterance whose words are all final, without further input; milliseconds on the filter's clock. */
export function pauseEnd({ ends, quiet }: Pauses): number | undefined {
  return ends === 'guessed' ? quiet : undefined;
}
