import { timesInDigits, withoutColons } from './clock-times';
import { isSameContracted } from './contractions';
import { normaliseText } from './normalise';
import { numbersInDigits } from './numbers';
import { spell, type Token } from './token';

/** A text normalised for comparison: without case, marks and the format of numbers. */
export interface SpokenForm {
  text: string;
  /** Whether it contains digits, which don't show where one number ends and the next one begins. */
  hasDigits: boolean;
  isEnglish: boolean;
}

const SYMBOLS: readonly [symbol: RegExp, words: string][] = [
  [/(?<=\d)\s?%/gu, ' percent'],
  [/(?<=\d)\s?°\s?c\b/gu, ' degrees celsius'],
  [/(?<=\d)\s?°\s?f\b/gu, ' degrees fahrenheit'],
  [/(?<=\d)\s?°/gu, ' degrees'],
  [/\s&\s/gu, ' and '],
  [/\$\s?(\d[\d.,]*)|(?<=\d)\s?\$/gu, '$1 dollar'],
  [/€\s?(\d[\d.,]*)|(?<=\d)\s?€/gu, '$1 euro'],
  [/£\s?(\d[\d.,]*)|(?<=\d)\s?£/gu, '$1 pound'],
  [/(?<![\p{L}\p{N}])[-−](?=\d)/gu, 'minus '],
];
/** Most texts have no symbols: a single test saves most of the time. */
const HAS_SYMBOL = /[%°&$€£−-]/u;
const HAS_DIGIT = /\d/;
const UNITS = /\b(dollar|euro|pound|degree)s\b/gu;

/** Cache: each text is compared with the one before and the one after it. */
const known = new WeakMap<readonly Token[], { language: string; form: SpokenForm }>();

/**
 * Normalises a text for comparison.
 *
 * @param language code of the configuration; numbers are only normalised in English
 */
export function spokenForm(tokens: readonly Token[], language = 'en'): SpokenForm {
  const before = known.get(tokens);
  if (before?.language === language) return before.form;
  const form = formOf(tokens, language);
  known.set(tokens, { language, form });
  return form;
}

function formOf(tokens: readonly Token[], language: string): SpokenForm {
  const text = spell(tokens.filter(({ kind }) => kind !== 'mark'));
  if (!/^en\b/.test(language)) return { text: normaliseText(text), hasDigits: false, isEnglish: false };
  const written = withoutColons(text.toLowerCase());
  const symbols = HAS_SYMBOL.test(written) ? SYMBOLS : [];
  const inWords = symbols.reduce((before, [symbol, words]) => before.replaceAll(symbol, words), written);
  const normalised = normaliseText(inWords).replaceAll('per cent', 'percent').replaceAll(UNITS, '$1');
  const inDigits = numbersInDigits(normalised);
  const form = HAS_DIGIT.test(inDigits) ? timesInDigits(inDigits) : inDigits;
  return { text: form, hasDigits: HAS_DIGIT.test(text), isEnglish: true };
}

/** Whether two texts are equivalent. */
export function saysTheSame(one: SpokenForm, other: SpokenForm): boolean {
  if (one.text === other.text) return true;
  const hasDigits = one.hasDigits || other.hasDigits;
  const [first, second] = hasDigits ? [inOneRow(one.text), inOneRow(other.text)] : [one.text, other.text];
  if (withoutSpaces(first) === withoutSpaces(second)) return true;
  return one.isEnglish && other.isEnglish && isSameContracted(first, second);
}

/** Removes spaces except between numbers: they are not spoken ("wi fi" and Wi-Fi, "t v" and TV). */
function withoutSpaces(text: string): string {
  return text.replaceAll(/(?<!\d) | (?!\d)/g, '');
}

/** Joins consecutive digits to one number. */
function inOneRow(text: string): string {
  return text.replaceAll(/(?<=\d) (?=\d)/g, '').replaceAll(/(?<=\d) (?:oh|o) (?=\d)/g, '0');
}
