import type { LikelyPlace } from './likely-places';
import { logProbability } from './scores';
import type { Variant } from './spellings';

/** What may follow some tokens. */
export interface Reading {
  /** Raw scores of the next token: one for each token of the vocabulary. */
  scores: Float32Array;
  /** What is looked at for it: a weight per encoder frame for each alignment head. */
  attention: Float32Array[];
}

/** A word or phrase of the vocabulary that may well have been said. */
export interface Expected extends Variant {
  /** Whether it is all that was said. */
  isAll: boolean;
}

/** What it costs if nothing sounds alike, and what remains at least if something was said, in nats. */
const PER_DIFFERENCE = { among: 24, alone: 10 };
const NEEDED = { among: 8, alone: 4 };

/**
 * How much more likely than in noise something is where it may have been said, less the more it sounds otherwise: something
 * above 0 may well have been said, and the higher, the better. How the model would go on anyway says nothing about what
 * was said: common words are likely everywhere, and an unusual spelling nowhere.
 *
 * @param likelihood logarithm of how likely it is there
 * @param prior the same in noise
 */
export function meritOf({ difference, isAll }: LikelyPlace, likelihood: number, prior: number): number {
  const kind = isAll ? 'alone' : 'among';
  return likelihood - prior - PER_DIFFERENCE[kind] * difference - NEEDED[kind];
}

/**
 * Logarithm of how likely some tokens are, all together.
 *
 * @param scores of what may follow before each of the tokens, and after the last
 * @param endings tokens one of which follows the last
 */
export function likelihoodOf(
  tokens: readonly number[],
  scores: readonly Float32Array[],
  endings: readonly number[],
): number {
  return scores.reduce((sum, next, index) => sum + logProbability(next, tokens[index] ?? bestOf(endings, next)), 0);
}

function bestOf(tokens: readonly number[], scores: Float32Array): number {
  return tokens.reduce((best, token) => (scores[token]! > scores[best]! ? token : best));
}
