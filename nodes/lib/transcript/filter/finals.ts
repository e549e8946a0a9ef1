import type { Mode } from './mode';
import { stabilityOfOne } from './stability';
import { countWords, displayedWords, spell } from './token';

/**
 * Finals, each as it comes.
 *
 * @param minWords finals with fewer words are dropped
 */
export function finals({ minWords }: { minWords: number }): Mode<undefined> {
  return {
    initial: undefined,
    next(state, input, now) {
      if (input.kind !== 'final' || input.isAgain || input.tokens.length === 0) return { state, outputs: [] };
      const { tokens, source, beginning } = input;
      if (countWords(tokens) < minWords) return { state, outputs: [] };
      const stability = stabilityOfOne(displayedWords(tokens), beginning, now);
      return { state, outputs: [{ text: spell(tokens), tokens, partial: false, source, stability }] };
    },
  };
}
