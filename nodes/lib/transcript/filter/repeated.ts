import { tokensOf, wordsOf } from './hypotheses';
import { sameBeginning } from './same-beginning';
import type { Token } from './token';
import type { TextInput } from './utterance-input';

/** Minimum of common words of a partial and the finals before it: fewer may have been spoken twice. */
const ENOUGH = 2;

/**
 * Removes final words from the beginning of a partial: recognisers without word times begin partials with earlier finals, or
 * send one late. Real repetitions are short, or the same word several times.
 *
 * @param final text with which the partial may begin
 */
export function withoutRepeated(partial: TextInput, final: readonly Token[]): TextInput {
  const { tokens, language } = partial;
  if (tokens.length < ENOUGH || tokens.some(({ end }) => end !== undefined)) return partial;
  const [heard, said] = [wordsOf(tokens), wordsOf(final)];
  if (said[0]?.folded !== heard[0]?.folded || new Set(said.map(({ folded }) => folded)).size < ENOUGH) return partial;
  const count = sameBeginning(heard, said, said.length, language);
  return count === undefined ? partial : { ...partial, tokens: tokensOf(heard.slice(count)) };
}
