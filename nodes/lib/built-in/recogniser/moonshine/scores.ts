/** Differences of scores beyond this add nothing to a sum of exponentials. */
const NEGLIGIBLE = 12;

// Loops over indices: there are 32,768 scores for each token, and iterators take many times as long.

/** The highest of some scores. */
export function highest(scores: Float32Array): number {
  let most = -Infinity;
  for (let token = 0; token < scores.length; token++) {
    const score = scores[token]!;
    if (score > most) most = score;
  }
  return most;
}

/** Logarithm of the probability of a token (softmax). */
export function logProbability(scores: Float32Array, token: number): number {
  const top = highest(scores);
  let sum = 0;
  for (let other = 0; other < scores.length; other++) {
    const difference = top - scores[other]!;
    if (difference < NEGLIGIBLE) sum += Math.exp(-difference);
  }
  return scores[token]! - top - Math.log(sum);
}
