import { tokensOf, wordsOf } from './hypotheses';
import { sameBeginning } from './same-beginning';
import type { Token } from './token';
import type { TextInput } from './utterance-input';

/** Words that a partial has in common with finals before it: fewer may be said twice. */
const ENOUGH = 2;

/**
 * A partial without the final words that it tells again: recognisers without word times begin partials with what was final
 * before, or send one late. What people say twice is short, or the same word again and again.
 *
 * @param final text that it may begin with
 */
export function withoutRepeated(partial: TextInput, final: readonly Token[]): TextInput {
  const { tokens, language } = partial;
  if (tokens.length < ENOUGH || tokens.some(({ end }) => end !== undefined)) return partial;
  const [heard, said] = [wordsOf(tokens), wordsOf(final)];
  if (said[0]?.folded !== heard[0]?.folded || new Set(said.map(({ folded }) => folded)).size < ENOUGH) return partial;
  const count = sameBeginning(heard, said, said.length, language);
  return count === undefined ? partial : { ...partial, tokens: tokensOf(heard.slice(count)) };
}
