/**
 * Checks the transcript of a stream against its script, independent of the implementation: by what was spoken, and what each
 * session was sent and has covered by finals.
 */
import type { ChaosServer } from './chaos-server';
import { FRAGMENTS, FRAMES_PER_SECOND, SPELLINGS, type Speech } from './scripted-speech';
import { JITTER } from './simulated-recogniser';

/** Seconds of the longest audio message of a stream. */
export const MESSAGE_SECONDS = 0.1;

/**
 * Farthest that a word's start may be from the truth, seconds: its recogniser misplaces it, and a stream may place a session
 * to one message.
 */
const START_TOLERANCE = JITTER + MESSAGE_SECONDS + 0.025;

/** Frames of a word that can't be taken for one of the other side of a gap, however a recogniser misplaces it. */
const UNMISTAKABLE = 20;

/** A word that a stream told as final. */
export interface ToldWord {
  text: string;
  /** Seconds of the stream. */
  start: number;
}

/** The words of a final, as a stream tells it. */
export function wordsOf(results: readonly { type: string; content?: string; start_time: number }[]): ToldWord[] {
  const words = results.filter(({ type }) => type === 'word');
  return words.map(({ content = '', start_time }) => ({ text: content, start: start_time }));
}

/** Frames of a script from one up to, but not with, another. */
export interface Gap {
  from: number;
  to: number;
}

/** The differences between a transcript and its script. */
export interface Verdict {
  /** Words of the script that are missing without an excuse. */
  lost: string[];
  /** Words that were repeated, misplaced or never spoken. */
  doubled: string[];
}

const WORDS = new Map(
  SPELLINGS.flatMap((spellings, word) => spellings.map((text) => [text.toLowerCase(), word] as const)),
);

/** Frames that no session has served: never sent, or sent to a session that died before its finals covered them. */
export function unserved({ speech, sessions }: ChaosServer): Gap[] {
  const served = new Uint8Array(speech.frames);
  for (const session of sessions) for (const { from, to } of session.served) served.fill(1, from, to);
  const gaps: Gap[] = [];
  for (let frame = 0; frame < speech.frames; frame += 1) {
    if (served[frame] === 1) continue;
    const last = gaps.at(-1);
    if (last?.to === frame) last.to += 1;
    else gaps.push({ from: frame, to: frame + 1 });
  }
  return gaps;
}

/** Seconds that are missing. */
export function lengthOf(gaps: readonly Gap[]): number {
  return gaps.reduce((sum, { from, to }) => sum + to - from, 0) / FRAMES_PER_SECOND;
}

/**
 * Every word exactly once, in order, at its place. What may be missing, or be a fragment, or be misplaced as far as the gap
 * reaches: words that lie partly in a gap, or so near to one that a recogniser may place them across it. Where the end of a
 * session's transcript tore a word, what it made of the part may be told beside the word or in its place.
 */
export function judge(recogniser: ChaosServer, told: readonly ToldWord[], gaps: readonly Gap[]): Verdict {
  const { speech } = recogniser;
  const reaches = new Map([...reachOfTorn(recogniser, told), ...reachOfGaps(speech, gaps)]);
  const said = speech.words.map(({ word, from }, index) => {
    const start = from / FRAMES_PER_SECOND;
    const { low, high } = reaches.get(index) ?? { low: start, high: start };
    return { word, index, low: low - START_TOLERANCE, high: high + START_TOLERANCE, spared: reaches.has(index) };
  });
  const heard = told.map(({ text, start }) => ({ word: WORDS.get(text.toLowerCase()), text, start }));
  const isFragment = ({ text, start }: ToldWord): boolean =>
    isFragmentText(text) && said.some(({ spared, low, high }) => spared && start >= low && start <= high);
  const extra = told.map((word) => (isFragment(word) ? 0 : 1));

  // costs[i][j]: what is wrong with the told words from j on as a rendering of the said words from i on.
  const width = heard.length + 1;
  const costs = new Uint16Array((said.length + 1) * width);
  for (let i = said.length; i >= 0; i -= 1) {
    for (let j = heard.length; j >= 0; j -= 1) {
      if (i === said.length && j === heard.length) continue;
      const skipSaid = i < said.length ? costs[(i + 1) * width + j]! + (said[i]!.spared ? 0 : 1) : Infinity;
      const skipHeard = j < heard.length ? costs[i * width + j + 1]! + extra[j]! : Infinity;
      const both = fits(i, j) ? costs[(i + 1) * width + j + 1]! : Infinity;
      costs[i * width + j] = Math.min(skipSaid, skipHeard, both);
    }
  }
  function fits(i: number, j: number): boolean {
    const [word, rendering] = [said[i], heard[j]];
    if (!word || !rendering) return false;
    return word.word === rendering.word && rendering.start >= word.low && rendering.start <= word.high;
  }

  const verdict: Verdict = { lost: [], doubled: [] };
  for (let i = 0, j = 0; i < said.length || j < heard.length;) {
    const cost = costs[i * width + j]!;
    if (fits(i, j) && costs[(i + 1) * width + j + 1] === cost) {
      i += 1;
      j += 1;
    } else if (i < said.length && costs[(i + 1) * width + j]! + (said[i]!.spared ? 0 : 1) === cost) {
      const { index, spared } = said[i]!;
      if (!spared) verdict.lost.push(describeWord(speech, index));
      i += 1;
    } else {
      const { text, start } = heard[j]!;
      if (extra[j] === 1) verdict.doubled.push(`"${text}" at ${start.toFixed(2)} s`);
      j += 1;
    }
  }
  return verdict;
}

/** Seconds between which the start of a word may be told, were it not for the tolerance. */
type Reach = [index: number, reach: { low: number; high: number }];

function reachOfGaps(speech: Speech, gaps: readonly Gap[]): Reach[] {
  const margin = JITTER * FRAMES_PER_SECOND;
  return speech.words.flatMap(({ from, to }, index): Reach[] => {
    const near = gaps.filter((gap) => gap.from - margin < to && gap.to + margin > from);
    if (near.length === 0) return [];
    const whole = near.every((gap) => gap.to <= from || gap.from >= to);
    if (whole && to - from >= UNMISTAKABLE)
      return [[index, { low: from / FRAMES_PER_SECOND, high: from / FRAMES_PER_SECOND }]];
    const low = Math.min(from, ...near.map((gap) => gap.from)) / FRAMES_PER_SECOND;
    const high = Math.max(to, ...near.map((gap) => gap.to)) / FRAMES_PER_SECOND;
    return [[index, { low, high }]];
  });
}

function reachOfTorn({ speech, sessions }: ChaosServer, told: readonly ToldWord[]): Reach[] {
  return sessions.flatMap(({ torn }) =>
    torn.flatMap((index): Reach[] => {
      const { from, to } = speech.words[index]!;
      const [low, high] = [from / FRAMES_PER_SECOND, to / FRAMES_PER_SECOND];
      const stands = ({ text, start }: ToldWord): boolean =>
        isFragmentText(text) && start >= low - START_TOLERANCE && start <= high + START_TOLERANCE;
      return told.some(stands) ? [[index, { low, high }]] : [];
    }),
  );
}

function isFragmentText(text: string): boolean {
  return FRAGMENTS.includes(text.toLowerCase());
}

/** A word of the script, for messages. */
function describeWord({ words }: Speech, index: number): string {
  const { word, from, to } = words[index]!;
  const time = (frame: number): string => (frame / FRAMES_PER_SECOND).toFixed(2);
  return `"${SPELLINGS[word]![0]}" (word ${index}, ${time(from)} to ${time(to)} s)`;
}
