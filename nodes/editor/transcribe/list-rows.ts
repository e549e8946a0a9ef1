import { objectOf, withValue } from './stored-object.js';

/** A row of an editable list: two texts, and the stored item that they show. */
export interface Row {
  first: string;
  second: string;
  item?: unknown;
}

/** Converts items of a stored list to rows and back; fields that a row does not show are kept. */
export interface RowFormat {
  toRow: (item: unknown) => Row;
  /** Undefined: the row is empty. */
  toItem: (row: Row) => unknown;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '');
const split = (value: string): string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Words and phrases, with spellings of their pronunciation. */
export const vocabulary: RowFormat = {
  toRow: (item) =>
    typeof item === 'string'
      ? { first: item, second: '', item }
      : { first: text(objectOf(item).content), second: list(objectOf(item).sounds_like), item },
  toItem({ first, second, item }) {
    const content = first.trim();
    const sounds = split(second);
    if (content === '') return undefined;
    if (sounds.length === 0 && typeof item !== 'object') return content;
    return withValue({ ...objectOf(item), content }, ['sounds_like'], sounds.length > 0 ? sounds : undefined);
  },
};

/** Words or patterns, with their replacements; an empty one removes them. */
export const replacements: RowFormat = {
  toRow: (item) => ({ first: text(objectOf(item).from), second: text(objectOf(item).to), item }),
  toItem: ({ first, second, item }) => (first === '' ? undefined : { ...objectOf(item), from: first, to: second }),
};

/** Names of speakers, with their identifiers from a server. */
export const speakers: RowFormat = {
  toRow: (item) => ({ first: text(objectOf(item).label), second: list(objectOf(item).speaker_identifiers), item }),
  toItem: ({ first, second, item }) =>
    first.trim() === '' ? undefined : { ...objectOf(item), label: first.trim(), speaker_identifiers: split(second) },
};

/** Parses pasted text into rows: a word or phrase per line, optionally followed by `: sound, sound`. */
export function pastedWords(pasted: string): Row[] {
  return pasted
    .split(/\r?\n/)
    .map((line) => /^([^:\t]*)(?:[:\t](.*))?$/.exec(line.trim()))
    .filter((match) => match !== null && match[1]!.trim() !== '')
    .map((match) => ({ first: match![1]!.trim(), second: split(match![2] ?? '').join(', ') }));
}
