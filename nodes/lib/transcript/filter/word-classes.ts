/** Words for numbers, by language code; digits need no table. */
const NUMBER_WORDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    en: words(
      'zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen',
      'eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion double triple',
    ),
    de: words(
      'null eins zwei zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn',
      'achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend million millionen',
    ),
    fr: words(
      'zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante',
      'cinquante soixante cent cents mille million millions',
    ),
    es: words(
      'cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho',
      'diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento mil millón millones',
    ),
  }),
);

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}

/**
 * Whether a word is a number or part of one: recognisers rewrite such words while the number continues ("three one", "31",
 * "312").
 *
 * @param language code of the configuration, for example `en`; left out: only digits count
 */
export function isNumber(word: string, language?: string): boolean {
  return (
    /\p{N}/u.test(word) || (language !== undefined && NUMBER_WORDS.get(language)?.has(word.toLowerCase()) === true)
  );
}
