import { tokensOf, type Word } from './hypotheses';
import { saysTheSame, spokenForm } from './spoken-form';

/** Words by which an equivalent text may be shorter or longer than the edit distance suggests: numbers may be spelled out. */
const FEWER = 3;
const MORE = 10;

/**
 * Counts the words at the beginning of a text that are equivalent to another text: "twenty one", "21"; "is not", "isn't";
 * "e mail", "e-mail".
 *
 * @param about estimated number of words
 * @param language code of the configuration; left out: unknown
 * @returns undefined where none do
 */
export function sameBeginning(
  text: readonly Word[],
  other: readonly Word[],
  about: number,
  language: string | undefined,
): number | undefined {
  if (other.length === 0) return undefined;
  const form = spokenForm(tokensOf(other), language);
  const letters = lettersOf(other);
  for (let length = Math.max(1, about - FEWER); length <= Math.min(text.length, about + MORE); length += 1) {
    const beginning = text.slice(0, length);
    if (lettersOf(beginning) === letters || saysTheSame(spokenForm(tokensOf(beginning), language), form)) return length;
  }
  return undefined;
}

function lettersOf(words: readonly Word[]): string {
  return words.map(({ folded }) => folded).join('');
}
