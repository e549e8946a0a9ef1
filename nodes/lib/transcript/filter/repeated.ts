import { tokensOf, wordsOf } from './hypotheses';
import { sameBeginning } from './same-beginning';
import type { Token } from './token';
import type { TextInput } from './utterance-input';

/** Words that a partial has in common with finals before it: fewer may be said twice. */
const ENOUGH = 3;

/**
 * A partial without the final words that it tells again: recognisers without word times begin partials with what was final
 * before, or send one late. What people say twice is short, or the same word again and again.
 *
 * @param finals texts that it may begin with
 */
export function withoutRepeated(partial: TextInput, finals: readonly (readonly Token[])[]): TextInput {
  const { tokens, language } = partial;
  if (tokens.length < ENOUGH || tokens.some(({ end }) => end !== undefined)) return partial;
  const heard = wordsOf(tokens);
  for (const final of finals) {
    const said = wordsOf(final);
    if (new Set(said.map(({ folded }) => folded)).size < ENOUGH) continue;
    if (said[0]?.folded !== heard[0]?.folded) continue;
    const count = sameBeginning(heard, said, said.length, language);
    if (count !== undefined) return { ...partial, tokens: tokensOf(heard.slice(count)) };
  }
  return partial;
}
