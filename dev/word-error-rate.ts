import { distance } from 'fastest-levenshtein';

const NUMBERS_TO_TWENTY = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen twenty'
).split(' ');
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/**
 * The words of a text for comparison: lower case, no punctuation but apostrophes (a hyphen separates words), "Mr." as "mister",
 * and digits as words: numbers up to 99 as they are spoken, longer ones digit by digit. Nothing else is normalised.
 */
export function normalisedWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[\u2018\u2019]/g, "'")
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== '')
    .flatMap((word) => (word === 'mr' ? 'mister' : /^[0-9]+$/.test(word) ? numberWords(word) : word));
}

function numberWords(digits: string): string[] {
  if (/^0.|.../.test(digits)) return [...digits].flatMap(numberWords);
  const number = Number(digits);
  const counted = NUMBERS_TO_TWENTY[number];
  if (counted !== undefined) return [counted];
  const unit = number % 10;
  return [TENS[(number - unit) / 10]!, ...(unit === 0 ? [] : [NUMBERS_TO_TWENTY[unit]!])];
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
