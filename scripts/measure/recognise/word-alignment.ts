/** Indices of a common word in both lists. */
export interface Match {
  reference: number;
  heard: number;
}

/** The longest common subsequence of two lists of words. */
export function matchWords(reference: readonly string[], heard: readonly string[]): Match[] {
  const length = commonLengths(reference, heard);
  const matches: Match[] = [];
  let i = 0;
  let j = 0;
  while (i < reference.length && j < heard.length) {
    if (reference[i] === heard[j]) matches.push({ reference: i++, heard: j++ });
    else if (length[i + 1]![j]! >= length[i]![j + 1]!) i++;
    else j++;
  }
  return matches;
}

/** Length of the longest common subsequence of what follows, for each pair of positions. */
function commonLengths(reference: readonly string[], heard: readonly string[]): number[][] {
  const length = Array.from({ length: reference.length + 1 }, () => new Array<number>(heard.length + 1).fill(0));
  for (let i = reference.length - 1; i >= 0; i--) {
    for (let j = heard.length - 1; j >= 0; j--) {
      length[i]![j] =
        reference[i] === heard[j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!);
    }
  }
  return length;
}

/** The differences between two lists of words, as "reference > heard"; a dash for no word. */
export function mistakes(reference: readonly string[], heard: readonly string[]): string[] {
  const found: string[] = [];
  let before: Match = { reference: -1, heard: -1 };
  for (const match of [...matchWords(reference, heard), { reference: reference.length, heard: heard.length }]) {
    const missed = reference.slice(before.reference + 1, match.reference);
    const invented = heard.slice(before.heard + 1, match.heard);
    if (missed.length + invented.length > 0) found.push(`${missed.join(' ') || '–'} > ${invented.join(' ') || '–'}`);
    before = match;
  }
  return found;
}
