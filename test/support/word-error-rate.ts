import { distance } from 'fastest-levenshtein';

/** The words of a text in lower case; only letters, digits and apostrophes are kept, anything else separates words. */
export function normalisedWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[\u2018\u2019]/g, "'")
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== '');
}

/** One code unit for each distinct word, so that a library for strings can compare lists of words. */
function encoder(): (words: string[]) => string {
  const FIRST_CODE = 0x4e00;
  const codes = new Map<string, string>();
  return (words) =>
    words
      .map((word) => {
        const code = codes.get(word) ?? String.fromCharCode(FIRST_CODE + codes.size);
        codes.set(word, code);
        return code;
      })
      .join('');
}

/** Substituted, inserted and missing words of `hypothesis`, compared after {@link normalisedWords}. */
export function wordErrors(reference: string, hypothesis: string): number {
  const encode = encoder();
  return distance(encode(normalisedWords(reference)), encode(normalisedWords(hypothesis)));
}

/** Word errors divided by the words of the reference: 0 is perfect; many inserted words can make it more than 1. */
export function wordErrorRate(reference: string, hypothesis: string): number {
  const words = normalisedWords(reference).length;
  if (words === 0) throw new RangeError('the reference has no words');
  return wordErrors(reference, hypothesis) / words;
}
