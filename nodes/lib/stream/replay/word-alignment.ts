/** A word with its place on the stream's clock, seconds. */
export interface TimedWord {
  content: string;
  start: number;
  end: number;
}

/** Seconds by which the time of one word differs between two sessions, as a standard deviation. */
const DEVIATION = 0.1;
/** Seconds that two tellings of one word are never apart. */
const MAX_DISTANCE = 0.6;
/** The most words that are aligned: nobody says more in the seconds that count. */
const MOST_ALIGNED = 200;
/** The most characters of two words that are compared. */
const LONGEST_COMPARED = 200;
/** Seconds behind the beginning of the audio in which a word may have begun before it. */
const CUT = 0.15;
/** What it costs to take a word for another spelling of a final one, in the units of {@link misfit}. */
const SPELLING_COST = 3;
/** What it costs to take a final word for one that is not told again, or a word that is told for one that was not. */
const GAP_COST = 9;

/**
 * How many words at the start of what a session says were final in the session before. Both tell the same audio, but
 * cut, spell and punctuate it differently, and their times differ by some hundredths of a second. The two tellings are
 * aligned so that pairs are close in time and alike in letters and digits, which counts repeated words right where times
 * alone would not (a minimum edit distance, Wagner & Fischer 1974, with the misfit in time as cost).
 *
 * @param finals the last final words, in order
 * @param told what the new session says, from its first word on
 * @param heardFrom where the new session's audio begins, seconds of the stream: words that it cuts may not be told again;
 *   -Infinity if it begins with the stream
 */
export function countRepeated(finals: readonly TimedWord[], told: readonly TimedWord[], heardFrom: number): number {
  const [oldest, boundary] = [finals[0], finals.at(-1)?.end];
  if (!oldest || boundary === undefined) return 0;
  const before = countBefore(oldest, told);
  const beyond = told.findIndex(({ start }) => start > boundary + MAX_DISTANCE);
  const end = Math.min(beyond === -1 ? told.length : beyond + 1, before + MOST_ALIGNED);
  return before + countAligned(finals.map(foldedWord), told.slice(before, end).map(foldedWord), boundary, heardFrom);
}

/** How many words at the start lie so far before a final word that they can only have been told before it. */
export function countBefore(final: TimedWord, told: readonly TimedWord[]): number {
  const first = told.findIndex((word) => middle(word) >= middle(final) - MAX_DISTANCE);
  return first === -1 ? told.length : first;
}

function countAligned(
  finals: readonly TimedWord[],
  told: readonly TimedWord[],
  boundary: number,
  heardFrom: number,
): number {
  // costs[j]: the least cost to account for the finals so far and the first j words told.
  let costs = [0];
  for (const word of told) costs.push(costs.at(-1)! + insertion(word, boundary));
  for (const final of finals) {
    const skipped = final.start < heardFrom + CUT ? 0 : GAP_COST;
    const row = [costs[0]! + skipped];
    told.forEach((word, index) => {
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
  const totals = costs.map((cost, count) => cost + tooEarly(told[count], boundary));
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

/** The word is told for the first time, but lies before the boundary: the less likely, the later it is. */
function insertion(word: TimedWord, boundary: number): number {
  return GAP_COST + misfit(Math.max(0, middle(word) - boundary));
}

/** The first word that is new lies behind the boundary. */
function tooEarly(word: TimedWord | undefined, boundary: number): number {
  if (!word) return 0;
  return misfit(Math.max(0, boundary + (word.end - word.start) / 2 - middle(word)));
}

function middle({ start, end }: TimedWord): number {
  return (start + end) / 2;
}

/** The word in letters and digits only: the rest is a matter of style. */
function foldedWord({ content, start, end }: TimedWord): TimedWord {
  const letters = content
    .slice(0, LONGEST_COMPARED)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return { content: letters, start, end };
}
