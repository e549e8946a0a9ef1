import { strongestFrame } from './reading-position';
import type { Spelling, TreeNode } from './vocabulary-tree';

/** What may follow some tokens. */
export interface Reading {
  /** Raw scores of the next token: one for each token of the vocabulary. */
  scores: Float32Array;
  /** What is looked at for it: a weight per encoder frame for each alignment head. */
  attention: Float32Array[];
  /** Reads one more token. */
  after(token: number): Promise<Reading>;
}

/** Where something is looked for. */
export interface Place {
  /** The score of the token that the model would choose. */
  best: number;
  /** Up to which encoder frame it has read. */
  frame: number;
  /** Whether nothing was said before, and nobody speaks at the end. */
  mayBeAll: boolean;
}

/** A word or phrase of the vocabulary that is likely enough. */
export interface Expected {
  tokens: readonly number[];
  spelling: Spelling;
  /** Whether it is all that was said. */
  isAll: boolean;
}

/** How many tokens searches may still read together. */
export interface ReadingBudget {
  left: number;
}

interface Step {
  node: TreeNode;
  tokens: readonly number[];
  /** By how much its tokens are less likely than the best ones at their places, all together, in nats. */
  loss: number;
  /** The most of an allowance that may be left when a spelling is complete. */
  left: number;
  /** The frame that its first token looks at. */
  start: number;
  /** What its last token follows. */
  before: Reading;
  /** Set when the spelling is complete. */
  found?: Expected;
}

/** Nats by which its first piece may be less likely than the best: it decides how often the tree is looked at. */
const FIRST_PIECE = 8;
/** Readings of one search. */
const MAX_READINGS = 20;
/** Frames (0.8 s) of audio that may lie behind the last word. */
const MAX_UNREAD = 33;
/** The fastest that somebody speaks (12 ms for a letter): what took less time is made up. */
const FRAMES_PER_LETTER = 0.5;
/** The slowest (0.1 s for a letter, and 0.3 s): what took more time leaves out what was said. */
const SLOW = { perLetter: 4, more: 12 };

/**
 * Looks for what of a vocabulary may have been said next, though the model would hear something else: follows the tree
 * piece by piece, always where most of the allowance may be left, until a spelling is complete within its allowance. When
 * none is, no harm was done: that is what takes back a word that was begun and not finished.
 *
 * @param starts where in the tree to begin
 * @param endings tokens with which a word may be over
 * @param budget is used up by what is read
 */
export async function findExpected(
  starts: readonly TreeNode[],
  reading: Reading,
  place: Place,
  endings: readonly number[],
  budget: ReadingBudget = { left: MAX_READINGS },
): Promise<Expected | undefined> {
  const open: Step[] = [];
  const start = strongestFrame(reading.attention);
  const most = place.mayBeAll ? 'alone' : 'among';
  const follow = (
    before: Reading,
    top: number,
    { node, tokens, loss }: Pick<Step, 'node' | 'tokens' | 'loss'>,
  ): void => {
    const limit = tokens.length === 0 ? FIRST_PIECE : Infinity;
    for (const [token, next] of node.next) {
      const total = loss + Math.max(0, top - before.scores[token]!);
      const left = next.allowance[most] - total;
      if (total <= limit && left >= 0)
        open.push({ node: next, tokens: [...tokens, token], loss: total, left, start, before });
    }
  };
  for (const node of starts) follow(reading, place.best, { node, tokens: [], loss: 0 });
  for (let readings = 0; readings < MAX_READINGS && budget.left > 0; readings++) {
    const step = takeBest(open);
    if (!step || step.found) return step?.found;
    budget.left--;
    const after = await step.before.after(step.tokens.at(-1)!);
    const top = after.scores.reduce((most, score) => Math.max(most, score), -Infinity);
    follow(after, top, step);
    const done = complete(step, top - bestOf(endings, after.scores), place);
    if (done) open.push(done);
  }
  return open.find(({ found }) => found)?.found;
}

/** @param cost nats by which it is less likely that the word is over there than that it goes on */
function complete(step: Step, cost: number, place: Place): Step | undefined {
  const { node, tokens, before } = step;
  if (!node.ending) return undefined;
  const { allowance, letters } = node.ending;
  const frame = strongestFrame(before.attention);
  if (frame - place.frame < letters * FRAMES_PER_LETTER) return undefined;
  if (frame - step.start > letters * SLOW.perLetter + SLOW.more) return undefined;
  const isAll = place.mayBeAll && before.attention[0]!.length - frame <= MAX_UNREAD;
  const loss = step.loss + cost;
  const left = allowance[isAll ? 'alone' : 'among'] - loss;
  return left < 0 ? undefined : { ...step, loss, left, found: { tokens, spelling: node.ending, isAll } };
}

/** The step from which most of an allowance may be left at the end. */
function takeBest(open: Step[]): Step | undefined {
  let best = 0;
  open.forEach(({ left }, index) => {
    if (left > open[best]!.left) best = index;
  });
  return open.splice(best, 1)[0];
}

function bestOf(tokens: readonly number[], scores: Float32Array): number {
  return tokens.reduce((best, token) => Math.max(best, scores[token]!), -Infinity);
}
