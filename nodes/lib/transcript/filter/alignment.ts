import type { Word } from './hypotheses';

/** How far two texts match: number of words of each, and errors among them. */
export interface Alignment {
  first: number;
  second: number;
  errors: number;
}

/** Limit of the distance between the positions of a word in both texts: the time grows with it. */
const BAND = 30;

/**
 * Aligns two texts with a common beginning by the edit distance of their words, up to the end of the shorter one. Of several
 * alignments with equally many errors, the one with the most words is returned.
 */
export function align(first: readonly Word[], second: readonly Word[]): Alignment {
  let best: Alignment = { first: 0, second: 0, errors: Infinity };
  // Errors of a row by distance from the diagonal, which is in the middle.
  let before: number[] = [];
  for (let row = 0; row <= Math.min(second.length, first.length + BAND); row += 1) {
    const errors: number[] = [];
    for (let place = 0; place <= 2 * BAND; place += 1) {
      const column = row + place - BAND;
      const isSame = first[column - 1]?.folded === second[row - 1]?.folded;
      const least = Math.min(
        (before[place] ?? Infinity) + (isSame ? 0 : 1),
        (before[place + 1] ?? Infinity) + 1,
        (errors[place - 1] ?? Infinity) + 1,
      );
      const known = row === 0 && column === 0 ? 0 : column < 0 || column > first.length ? Infinity : least;
      errors.push(known);
      const isEnd = row === second.length || column === first.length;
      const found = { first: column, second: row, errors: known };
      if (isEnd && isBetter(found, best)) best = found;
    }
    before = errors;
  }
  return best;
}

function isBetter(one: Alignment, other: Alignment): boolean {
  if (one.errors === Infinity) return false;
  if (one.errors !== other.errors) return one.errors < other.errors;
  return one.first + one.second > other.first + other.second;
}
