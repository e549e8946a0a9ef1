/** A word with its times, seconds of the stream. */
export interface TimedWord {
  content: string;
  start: number;
  end: number;
}

/** Standard deviation of the time of one word between two sessions, seconds. */
const DEVIATION = 0.1;
/** Greatest distance between the times of one word in two sessions, seconds. */
const MAX_DISTANCE = 0.6;
/** Limit of aligned words: nobody says more in the overlap. */
const MOST_ALIGNED = 200;
/** Characters of a word that are compared. */
const LONGEST_COMPARED = 200;
/** A word that starts within this many seconds of the beginning of the audio may have begun before it. */
const CUT = 0.15;
/** Cost of aligning a word with a different spelling, in the units of {@link misfit}. */
const SPELLING_COST = 3;
/** Cost of a gap: a final word that is not repeated, or a repeated word that was not final. */
const GAP_COST = 9;

/**
 * Counts the words at the start of a session that were final in the previous one. Both transcribe the same audio, but split,
 * spell and punctuate it differently, and their times differ by some hundredths of a second. The two sequences are aligned so
 * that pairs are close in time and alike in letters and digits, which is right where times alone would not be (a minimum edit
 * distance, Wagner & Fischer 1974, with the misfit in time as cost).
 *
 * @param finals the last final words, in order
 * @param words words of the new session, from the first one on
 * @param heardFrom start of the new session's audio, seconds of the stream: a word that it cuts off may be missing;
 *   -Infinity if it begins with the stream
 */
export function countRepeated(finals: readonly TimedWord[], words: readonly TimedWord[], heardFrom: number): number {
  const [oldest, boundary] = [finals[0], finals.at(-1)?.end];
  if (!oldest || boundary === undefined) return 0;
  const before = countBefore(oldest, words);
  const beyond = words.findIndex(({ start }) => start > boundary + MAX_DISTANCE);
  const end = Math.min(beyond === -1 ? words.length : beyond + 1, before + MOST_ALIGNED);
  return before + countAligned(finals.map(foldedWord), words.slice(before, end).map(foldedWord), boundary, heardFrom);
}

/** Counts the words at the start that are too far before a final word to come after it. */
export function countBefore(final: TimedWord, words: readonly TimedWord[]): number {
  const first = words.findIndex((word) => middle(word) >= middle(final) - MAX_DISTANCE);
  return first === -1 ? words.length : first;
}

function countAligned(
  finals: readonly TimedWord[],
  words: readonly TimedWord[],
  boundary: number,
  heardFrom: number,
): number {
  // costs[j]: the least cost to align the finals so far with the first j words.
  let costs = [0];
  for (const word of words) costs.push(costs.at(-1)! + insertion(word, boundary));
  for (const final of finals) {
    const skipped = final.start < heardFrom + CUT ? 0 : GAP_COST;
    const row = [costs[0]! + skipped];
    words.forEach((word, index) => {
      row.push(
        Math.min(
          costs[index]! + pairing(final, word),
          costs[index + 1]! + skipped,
          row[index]! + insertion(word, boundary),
        ),
      );
    });
    costs = row;
  }
  const totals = costs.map((cost, count) => cost + tooEarly(words[count], boundary));
  return totals.lastIndexOf(Math.min(...totals));
}

/** Half of what the squared difference in time is in units of the deviation: minus the logarithm of its likelihood. */
function misfit(seconds: number): number {
  return (seconds / DEVIATION) ** 2 / 2;
}

function pairing(final: TimedWord, word: TimedWord): number {
  const apart = Math.abs(middle(final) - middle(word));
  if (apart > MAX_DISTANCE) return Infinity;
  return misfit(apart) + (final.content === word.content ? 0 : SPELLING_COST);
}

/** Cost of a word without a counterpart among the finals; it grows with the word's distance after the boundary. */
function insertion(word: TimedWord, boundary: number): number {
  return GAP_COST + misfit(Math.max(0, middle(word) - boundary));
}

/** Cost of a first new word that begins before the boundary. */
function tooEarly(word: TimedWord | undefined, boundary: number): number {
  if (!word) return 0;
  return misfit(Math.max(0, boundary + (word.end - word.start) / 2 - middle(word)));
}

function middle({ start, end }: TimedWord): number {
  return (start + end) / 2;
}

/** The word in letters and digits only: case and marks differ between sessions. */
function foldedWord({ content, start, end }: TimedWord): TimedWord {
  const letters = content
    .slice(0, LONGEST_COMPARED)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return { content: letters, start, end };
}
