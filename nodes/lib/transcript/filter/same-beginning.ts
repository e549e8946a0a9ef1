import { tokensOf, type Word } from './hypotheses';
import { saysTheSame, spokenForm } from './spoken-form';

/** Words by which a text that says the same may be shorter or longer than the edit distance of words suggests: numbers are spelled. */
const FEWER = 3;
const MORE = 10;

/**
 * How many words at the beginning of a text say what another one does, in other words or with other spaces: "twenty one", "21";
 * "is not", "isn't"; "e mail", "e-mail".
 *
 * @param about how many words it may be
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
