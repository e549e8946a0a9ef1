import type { TextInput, UtteranceInput } from './utterance-input';

/** What is known of how the ends of a stream's utterances can be told. */
export interface Pauses {
  /** Whether the server tells them: it knows better than any rule. */
  ends: 'guessed' | 'told';
  /** Whether partials come: only then a pause between messages is one of the speaker. */
  partials: 'unseen' | 'seen';
  /** Until when no news makes a pause; milliseconds on the filter's clock. */
  quiet?: number;
}

/** Where every stream begins. */
export const NO_PAUSES: Pauses = { ends: 'guessed', partials: 'unseen' };

/**
 * What an input tells of pauses.
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

/** Without partials nothing is known of the time since the words of a final; milliseconds. */
function unknownAfter({ beginning, end }: TextInput, now: number): number {
  return beginning === undefined || end === undefined ? 0 : Math.max(0, now - beginning - end * 1000);
}

/** When an utterance is over whose words are all final, if nothing else comes; milliseconds on the filter's clock. */
export function pauseEnd({ ends, quiet }: Pauses): number | undefined {
  return ends === 'guessed' ? quiet : undefined;
}
