import type { LikelyPlace } from './likely-places';
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

/** Differences of scores beyond this add nothing to a sum of exponentials. */
const NEGLIGIBLE = 15;
/** How much of its allowance an entry has that sounds the same as what was heard, and how much less if nothing is alike. */
const SHARE = { among: { same: 1.6, less: 1.7 }, alone: { same: 1.2, less: 0.9 } };

/** How likely something is that the model is sure of, and how much of its allowance an entry has in place of that. */
const SURE = { probability: 0.6, share: 0.75 };

/**
 * By how much an entry may be less likely than what was heard in its place, in nats.
 *
 * @param probability of what was heard
 */
export function allowanceAt({ spelling, isAll, difference }: LikelyPlace, probability: number): number {
  const kind = isAll ? 'alone' : 'among';
  const allowance = spelling.allowance[kind] * (SHARE[kind].same - SHARE[kind].less * difference);
  return probability >= SURE.probability && !isAll ? SURE.share * allowance : allowance;
}

/** How much less an entry counts that is likely even if nothing is said, and that sounds different. */
export const PRIOR_SHARE = 0.6;
const PER_DIFFERENCE = 10;

/**
 * Which of the entries that may be all that was said is the best one: the higher, the better. How the model would begin
 * anyway says nothing about what was said: without that, loud noise makes "good night" of everything.
 *
 * @param prior the likelihood if nothing is said
 */
export function meritOf({ difference }: LikelyPlace, likelihood: number, prior: number): number {
  return likelihood - PRIOR_SHARE * prior - PER_DIFFERENCE * difference;
}

/** What is said of some tokens. */
export interface Judgement {
  /** By how much they are less likely than the best ones at their places, all together, in nats. */
  loss: number;
  /** Logarithm of how likely they are, all together. */
  likelihood: number;
}

/**
 * Judges some tokens.
 *
 * @param readings what may follow before each of the tokens, and after the last
 * @param endings tokens one of which follows the last
 */
export function judge(tokens: readonly number[], readings: readonly Reading[], endings: readonly number[]): Judgement {
  const judgement = { loss: 0, likelihood: 0 };
  for (const [index, { scores }] of readings.entries()) {
    const token = tokens[index];
    const score = token === undefined ? best(endings, scores) : scores[token]!;
    const top = highest(scores);
    judgement.loss += top - score;
    judgement.likelihood += score - top - Math.log(sumOfExponentials(scores, top));
  }
  return judgement;
}

function best(tokens: readonly number[], scores: Float32Array): number {
  return tokens.reduce((most, token) => Math.max(most, scores[token]!), -Infinity);
}

function sumOfExponentials(scores: Float32Array, top: number): number {
  let sum = 0;
  for (const score of scores) if (top - score < NEGLIGIBLE) sum += Math.exp(score - top);
  return sum;
}

/** The score of the best token. */
export function highest(scores: Float32Array): number {
  let most = -Infinity;
  for (const score of scores) if (score > most) most = score;
  return most;
}
