const UNITS = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const IRREGULAR_ORDINALS: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};
const CARDINALS = [
  ...UNITS.map((word, value) => [word, value] as const),
  ...TENS.map((word, index) => [word, 10 * (index + 2)] as const),
];
const SCALES = [
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
] as const;

/** A word of a number. `scale`: multiplies the number before it. */
interface NumberWord {
  kind: 'cardinal' | 'ordinal' | 'scale';
  value: number;
}

const NUMBER_WORDS: ReadonlyMap<string, NumberWord> = new Map<string, NumberWord>([
  ...CARDINALS.map(([word, value]) => [word, { kind: 'cardinal', value }] as const),
  ...CARDINALS.map(([word, value]) => [ordinalOf(word), { kind: 'ordinal', value }] as const),
  ...SCALES.map(([word, value]) => [word, { kind: 'scale', value }] as const),
]);

function ordinalOf(cardinal: string): string {
  return IRREGULAR_ORDINALS[cardinal] ?? `${cardinal.replace(/y$/, 'ie')}th`;
}

/** An incomplete number. */
interface Group {
  /** The complete part, and the part that the next scale multiplies. */
  total: number;
  current: number;
  /** Numbers below it may be added to `current`, and scales below the other one to the whole. */
  room: number;
  scale: number;
}

/**
 * Converts the numbers in English text to digits, each to one word: "one hundred and five" becomes `105`, "twenty first"
 * `21th`. Other words stay unchanged. Supports cardinals and ordinals below a billion billions, and "point".
 *
 * @param text lower case, words between single spaces
 */
export function numbersInDigits(text: string): string {
  const words = text.split(' ');
  const hasDigits = /\d/.test(text);
  const out: string[] = [];
  let group: Group | undefined;
  const close = (suffix = ''): void => {
    if (group) out.push(String(group.total + group.current) + suffix);
    group = undefined;
  };
  for (const [index, word] of words.entries()) {
    const { kind, value = 0 } = NUMBER_WORDS.get(word) ?? {};
    if (kind === 'cardinal' || kind === 'ordinal') {
      if (!group || value === 0 || value >= group.room) close();
      group = extend(group, value);
      if (kind === 'ordinal') close('th');
    } else if (word === 'hundred' && (group ? group.current > 0 && group.current < 100 : isStart(out))) {
      group = { ...(group ?? EMPTY), current: (group?.current ?? 1) * 100, room: 100 };
    } else if (
      kind === 'scale' &&
      out.at(-1) !== 'point' &&
      (group ? group.current > 0 && value < group.scale : isStart(out))
    ) {
      const { total, current } = group ?? { ...EMPTY, current: 1 };
      group = { total: total + current * value, current: 0, room: 1000, scale: value };
    } else if (word === 'and' && group && group.room >= 100 && isNumberWord(words[index + 1])) {
      continue;
    } else if (hasDigits && /^\d{1,9}$/.test(word) && !/^0\d/.test(word)) {
      close();
      group = { ...EMPTY, current: Number(word), room: 0 };
    } else {
      close();
      out.push(hasDigits ? word.replace(/^(\d+)(?:st|nd|rd)$/, '$1th').replaceAll(/(?<=\d),(?=\d)/g, '') : word);
    }
  }
  close();
  return out
    .join(' ')
    .replaceAll(/(?<=\d) point (?=\d)/g, '.')
    .replaceAll(/\bpoint (?=\d)/g, '0.');
}

const EMPTY: Group = { total: 0, current: 0, room: Infinity, scale: Infinity };

function extend(group: Group = EMPTY, value: number): Group {
  return { ...group, current: group.current + value, room: value >= 20 ? 10 : 0 };
}

function isNumberWord(word = ''): boolean {
  const kind = NUMBER_WORDS.get(word)?.kind;
  return kind === 'cardinal' || kind === 'ordinal';
}

/** Whether "hundred" or "thousand" may begin a number, as in "a hundred". */
function isStart(out: string[]): boolean {
  if (out.at(-1) !== 'a') return false;
  out.pop();
  return true;
}
