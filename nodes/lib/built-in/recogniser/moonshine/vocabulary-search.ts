import type { Spelling, TreeNode } from './vocabulary-tree';

/** What may follow some tokens. */
export interface Reading {
  /** Raw scores of the next token: one for each token of the vocabulary. */
  scores: Float32Array;
  /** Reads one more token. */
  after(token: number): Promise<Reading>;
}

/** A word or phrase of the vocabulary that is likely enough. */
export interface Expected {
  tokens: readonly number[];
  spelling: Spelling;
}

interface Step {
  node: TreeNode;
  tokens: readonly number[];
  /** By how much its tokens are less likely than the best ones at their places, all together, in nats. */
  loss: number;
  /** What its last token follows; undefined when the spelling is complete. */
  before: Reading | undefined;
}

/** Nats by which its first piece may be less likely than the best: it decides how often the tree is looked at. */
const FIRST_PIECE = 7;
/** Readings of one search. */
const MAX_READINGS = 12;

/**
 * Looks for what of a vocabulary may have been said next, though the model would hear something else: follows the tree
 * piece by piece, always where least is lost, until a spelling is complete for less than its allowance. When nothing is, no
 * harm was done: that is what takes back a word that was begun and not finished.
 *
 * @param starts where in the tree to begin
 * @param best the score of the token that the model would choose
 * @param endings tokens with which a word may be over
 */
export async function findExpected(
  starts: readonly TreeNode[],
  reading: Reading,
  best: number,
  endings: readonly number[],
): Promise<Expected | undefined> {
  const open: Step[] = [];
  const follow = (before: Reading, top: number, { node, tokens, loss }: Omit<Step, 'before'>, limit: number): void => {
    for (const [token, next] of node.next) {
      const total = loss + Math.max(0, top - before.scores[token]!);
      if (total <= Math.min(limit, next.allowance)) open.push({ node: next, tokens: [...tokens, token], loss: total, before });
    }
  };
  for (const node of starts) follow(reading, best, { node, tokens: [], loss: 0 }, FIRST_PIECE);
  for (let readings = 0; readings < MAX_READINGS; ) {
    const step = takeLeast(open);
    if (!step) return undefined;
    const { node, tokens, loss, before } = step;
    if (!before) return { tokens, spelling: node.ending! };
    const after = await before.after(tokens.at(-1)!);
    readings++;
    const top = maximum(after.scores);
    follow(after, top, step, Infinity);
    if (!node.ending) continue;
    const over = endings.reduce((most, token) => Math.max(most, after.scores[token]!), -Infinity);
    const total = loss + top - over;
    if (total <= node.ending.allowance) open.push({ node, tokens, loss: total, before: undefined });
  }
  return undefined;
}

function takeLeast(open: Step[]): Step | undefined {
  let least = 0;
  open.forEach(({ loss }, index) => {
    if (loss < open[least]!.loss) least = index;
  });
  return open.splice(least, 1)[0];
}

function maximum(scores: Float32Array): number {
  let most = -Infinity;
  for (const score of scores) if (score > most) most = score;
  return most;
}
