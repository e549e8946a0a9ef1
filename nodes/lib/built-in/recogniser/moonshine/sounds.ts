/** Sounds, as a code each, and where in the text each is written. */
export interface Sounds {
  codes: Uint8Array;
  /** Indices of characters. */
  places: number[];
}

const SOUNDS = 'aeiouyhwrlmnpbtdkgfvszTSCJ';
const VOWELS = 'aeiou';
/** What is easily lost, or heard where it is not. */
const WEAK: Readonly<Record<string, number>> = {
  a: 0.35,
  e: 0.35,
  i: 0.35,
  o: 0.35,
  u: 0.35,
  h: 0.4,
  y: 0.5,
  w: 0.5,
  r: 0.6,
};
/** Pairs that are easily taken for each other, and pairs that sometimes are: T as in thin, S as in shin, C as in chin, J as in gin. */
const CLOSE = 'pb td kg fv sz SC JC SJ mn wv Tt Td Ts Tf yi wu wo sS zS zJ ie'.split(' ');
const RELATED =
  'pt pk tk bd bg dg bv pf bm dn lr kC kh gJ yJ hJ nl rw lw tC dJ gh tS dl zd sC ae yu ya ra ro re hi'.split(' ');
const [VOWEL_FOR_VOWEL, CLOSE_COST, RELATED_COST] = [0.25, 0.3, 0.6];

/** How letters are read, the first that fits: by an English reader, and where that does not matter, by others. */
const RULES: readonly (readonly [RegExp, string])[] = (
  [
    ['(?<=[aeiou].*[^aeiou])e(?!.)', ''],
    ['igh', 'i'],
    ['sch', 'S'],
    ['tch|ch|cz', 'C'],
    ['sh|sz|rz', 'S'],
    ['tion', 'Sn'],
    ['th', 'T'],
    ['ph', 'f'],
    ['gh(?=t)', ''],
    ['gh', 'g'],
    ['ck', 'k'],
    ['(?<!.)kn', 'n'],
    ['(?<!.)wr', 'r'],
    ['qu', 'kw'],
    ['q', 'k'],
    ['x', 'ks'],
    ['wh', 'w'],
    ['dg(?=[eiy])', 'J'],
    ['c(?=[eiy])', 's'],
    ['c', 'k'],
    ['j', 'J'],
    ['y(?=[aeiou])', 'y'],
    ['y|ee|ea', 'i'],
    ['oo|ou', 'u'],
    ['0', 'ziro'],
    ['1', 'wun'],
    ['2', 'tu'],
    ['3', 'Tri'],
    ['4', 'for'],
    ['5', 'faiv'],
    ['6', 'siks'],
    ['7', 'sevn'],
    ['8', 'eit'],
    ['9', 'nain'],
  ] as const
).map(([letters, sounds]) => [new RegExp(letters, 'y'), sounds]);
/** The rules for what begins with a letter. */
const RULES_OF = new Map(
  [...'abcdefghijklmnopqrstuvwxyz0123456789'].map((letter) => [
    letter,
    RULES.filter(([{ source }]) =>
      source
        .replace(/^\(\?<[^)]*\)/, '')
        .split('|')
        .some((start) => start[0] === letter),
    ),
  ]),
);

/** Letters that do not come apart into a plain one and an accent. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 's',
  æ: 'e',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 't',
  œ: 'e',
  ı: 'i',
};

/** How letters are read that are said one by one. */
const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  'a:e b:bi c:si d:di e:i f:ef g:Ji h:eC i:ai j:Je k:ke l:el m:em n:en o:o p:pi q:kyu r:ar s:es t:ti u:yu v:vi w:dablyu x:eks y:wai z:zi'
    .split(' ')
    .map((letter) => letter.split(':') as [string, string]),
);
/** What is said letter by letter: "SQL", and "Q" in "M Q T T". */
const SPELT = /^(?:[A-Z]{2,5}|[B-HJ-Z])$/;

const ROUNDING = 1e-6;
const COUNT = SOUNDS.length;
const WEIGHTS = Float64Array.from(SOUNDS, (sound) => WEAK[sound] ?? 1);
const COSTS = costs();

/** How a text sounds, roughly: what has no letters or digits has no sounds. */
export function soundsOf(text: string): Sounds {
  const codes: number[] = [];
  const places: number[] = [];
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{M}\p{N}'\u2019]+/gu)) {
    const isSpelt = SPELT.test(word);
    const letters = plain(word.toLowerCase());
    for (let at = 0; at < letters.length;) {
      const [length, sounds] = isSpelt ? [1, LETTERS[letters[at]!]!] : readAt(letters, at);
      for (const sound of sounds) {
        const code = SOUNDS.indexOf(sound);
        if (code === -1 || (places.at(-1)! >= index && code === codes.at(-1))) continue;
        codes.push(code);
        places.push(index + Math.min(at, word.length - 1));
      }
      at += length;
    }
  }
  return { codes: Uint8Array.from(codes), places };
}

/** How much there is to tell some sounds by: about the number of consonants and a third of that of vowels. */
export function weightOf(codes: Uint8Array): number {
  return codes.reduce((sum, code) => sum + WEIGHTS[code]!, 0);
}

/** Where in a text something sounds like an entry. */
export interface SoundMatch {
  /** Index of its first sound in the text. */
  start: number;
  /** Index behind its last one. */
  end: number;
  /** How different it sounds: 0 for the same; at most the weight of the entry. */
  distance: number;
}

/** Sounds in which entries are looked for. */
export interface SearchedSounds {
  codes: Uint8Array;
  /** Of each sound, what it costs to start there; Infinity: no entry does. */
  startCosts: readonly number[];
  /** Of each sound that there is, what at least it costs to have it in an entry. */
  leastCosts: Float64Array;
}

/** Prepares sounds for {@link findSounds}. */
export function searchedSounds(codes: Uint8Array, startCosts: readonly number[]): SearchedSounds {
  const heard = [...new Set(codes)];
  const leastCosts = Float64Array.from(WEIGHTS, (weight, code) =>
    heard.reduce((least, sound) => Math.min(least, COSTS[sound * COUNT + code]!), weight),
  );
  return { codes, startCosts, leastCosts };
}

/**
 * Looks for what sounds like an entry in a text (approximate matching: Sellers 1980, "The Theory and Computation of
 * Evolutionary Distances"): the best match from each place where one may start.
 *
 * @param most the greatest distance
 */
export function findSounds(
  entry: Uint8Array,
  { codes, startCosts, leastCosts }: SearchedSounds,
  most: number,
): SoundMatch[] {
  if (entry.reduce((sum, code) => sum + leastCosts[code]!, 0) > most + ROUNDING) return [];
  // A column of the table, of the entry's beginnings: each sound of the text makes the next column of it.
  const rows = entry.length;
  const distances = new Float64Array(rows + 1).fill(Infinity);
  const starts = new Int32Array(rows + 1);
  const best = new Map<number, SoundMatch>();
  for (let column = 0; column <= codes.length; column++) {
    const sound = column === 0 ? 0 : codes[column - 1]!;
    const added = column === 0 ? Infinity : WEIGHTS[sound]!;
    let diagonal = distances[0]!;
    let diagonalStart = starts[0]!;
    distances[0] = startCosts[column] ?? Infinity;
    starts[0] = column;
    for (let row = 1; row <= rows; row++) {
      const code = entry[row - 1]!;
      const before = distances[row]!;
      const startBefore = starts[row]!;
      let distance = distances[row - 1]! + WEIGHTS[code]!;
      let start = starts[row - 1]!;
      const replaced = diagonal + COSTS[sound * COUNT + code]!;
      if (replaced <= distance) {
        distance = replaced;
        start = diagonalStart;
      }
      if (before + added < distance) {
        distance = before + added;
        start = startBefore;
      }
      diagonal = before;
      diagonalStart = startBefore;
      distances[row] = distance;
      starts[row] = start;
    }
    const distance = distances[rows]!;
    if (distance > most) continue;
    const start = starts[rows]!;
    if (column > start && distance < (best.get(start)?.distance ?? Infinity)) {
      best.set(start, { start, end: column, distance });
    }
  }
  return [...best.values()];
}

/** How different two texts sound as wholes. */
export function soundDistance(entry: Uint8Array, text: Uint8Array): number {
  let before = new Float64Array(entry.length + 1);
  for (let row = 1; row <= entry.length; row++) before[row] = before[row - 1]! + WEIGHTS[entry[row - 1]!]!;
  for (const sound of text) {
    const distances = new Float64Array(entry.length + 1);
    distances[0] = before[0]! + WEIGHTS[sound]!;
    for (let row = 1; row <= entry.length; row++) {
      const code = entry[row - 1]!;
      distances[row] = Math.min(
        distances[row - 1]! + WEIGHTS[code]!,
        before[row]! + WEIGHTS[sound]!,
        before[row - 1]! + COSTS[code * COUNT + sound]!,
      );
    }
    before = distances;
  }
  return before[entry.length]!;
}

function readAt(letters: string, at: number): [length: number, sounds: string] {
  for (const [rule, sounds] of RULES_OF.get(letters[at]!) ?? []) {
    rule.lastIndex = at;
    const match = rule.exec(letters);
    if (match) return [match[0].length, sounds];
  }
  return [1, letters[at]!];
}

function plain(word: string): string {
  return [...word.normalize('NFD').replace(/[\p{M}'\u2019]/gu, '')].map((letter) => PLAIN[letter] ?? letter).join('');
}

function costs(): Float64Array {
  const table = new Float64Array(COUNT * COUNT);
  for (const [first, one] of [...SOUNDS].entries()) {
    for (const [second, other] of [...SOUNDS].entries()) table[first * COUNT + second] = costOf(one, other);
  }
  return table;
}

function costOf(one: string, other: string): number {
  if (one === other) return 0;
  const isPair = (pairs: readonly string[]): boolean => pairs.includes(one + other) || pairs.includes(other + one);
  if (VOWELS.includes(one) && VOWELS.includes(other)) return VOWEL_FOR_VOWEL;
  if (isPair(CLOSE)) return CLOSE_COST;
  return isPair(RELATED) ? RELATED_COST : 1;
}
