/** Meanings of the parts of English contractions. */
const MEANINGS: ReadonlyMap<string, readonly string[]> = new Map([
  ["'s", ['is', 'has', 'us']],
  ["'m", ['am']],
  ["'re", ['are']],
  ["'ve", ['have']],
  ["'d", ['had', 'would', 'did']],
  ["'ll", ['will', 'shall']],
  ["n't", ['not']],
]);
/** Contracted words that are written as one. */
const GROWN: readonly [together: RegExp, apart: string][] = [
  [/\bcannot\b/g, 'can not'],
  [/\bgonna\b/g, 'going to'],
  [/\bwanna\b/g, 'want to'],
  [/\bgotta\b/g, 'got to'],
];
/** Negations whose first part changes. */
const IRREGULAR: readonly [contracted: RegExp, apart: string][] = [
  [/\bcan't\b/g, "can n't"],
  [/\bwon't\b/g, "will n't"],
  [/\bshan't\b/g, "shall n't"],
];
const MAY_DIFFER = /'|\b(?:cannot|gonna|wanna|gotta)\b/;
const HALVES = /(?<=\p{L}) ?(n't|'(?:s|m|re|ve|d|ll))(?![\p{L}\p{N}'])/gu;

/**
 * Whether two English texts only differ in contractions: "what's" equals "what is" and "what has", but these two differ.
 * Apostrophes may be missing in either. The texts are in lower case, with single spaces.
 */
export function isSameContracted(one: string, other: string): boolean {
  if (!MAY_DIFFER.test(one) && !MAY_DIFFER.test(other)) return false;
  const [first, second] = [replaced(one, GROWN), replaced(other, GROWN)];
  if (first.replaceAll("'", '') === second.replaceAll("'", '')) return true;
  const [words, others] = [apart(first), apart(second)];
  return words.length === others.length && words.every((word, index) => isSameHalf(word, others[index]!));
}

function replaced(text: string, pairs: typeof GROWN): string {
  return pairs.reduce((before, [from, to]) => before.replace(from, to), text);
}

function apart(text: string): string[] {
  return replaced(text, IRREGULAR).replace(HALVES, ' $1').split(' ');
}

function isSameHalf(one: string, other: string): boolean {
  return one === other || MEANINGS.get(one)?.includes(other) === true || MEANINGS.get(other)?.includes(one) === true;
}
