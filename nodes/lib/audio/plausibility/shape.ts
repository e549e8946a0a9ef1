/** What a piece of sound looks like, from its samples of -1 to 1. */
export interface Shape {
  /** Root mean square, with its mean. */
  level: number;
  mean: number;
  /** Correlation of neighbouring samples, -1 to 1; 1 where nothing moves. */
  correlation: number;
  /** Of samples that are two apart. */
  correlation2: number;
  /** Part of the power that can't be predicted from the samples before, 0 to 1: 1 is white noise. */
  flatness: number;
  /** Root mean square of what can't be predicted. */
  residual: number;
  /** Part of the samples that stand at the highest or the lowest value, beside the one that each sound has: clipped sound has many. */
  clipped: number;
  /** The lowest and the highest sample. */
  low: number;
  high: number;
  /** Part of the samples within a hair of full scale. */
  atFullScale: number;
  /** Part of the samples that are nearer to the mean than to the farthest one. */
  central: number;
}

/** Samples from which the next one is predicted. */
const ORDER = 8;
const FULL_SCALE = 0.97;

/** Measures samples; of fewer than a few dozen nothing much can be said. Loops by index, since V8 takes several times as long for others. */
export function shapeOf(samples: Float64Array): Shape {
  const count = Math.max(1, samples.length);
  let [sum, power, atFullScale, low, high] = [0, 0, 0, Infinity, -Infinity];
  for (let at = 0; at < samples.length; at += 1) {
    const sample = samples[at]!;
    sum += sample;
    power += sample * sample;
    if (Math.abs(sample) > FULL_SCALE) atFullScale += 1;
    if (sample < low) low = sample;
    if (sample > high) high = sample;
  }
  const mean = sum / count;
  const farthest = Math.max(high - mean, mean - low);
  let [clipped, central] = [-2, 0];
  for (let at = 0; at < samples.length; at += 1) {
    const sample = samples[at]!;
    if (sample === high || sample === low) clipped += 1;
    if (Math.abs(sample - mean) < farthest / 2) central += 1;
  }
  const correlations = autocorrelate(samples, mean);
  const moves = correlations[0]! > count * 1e-12;
  const flatness = moves ? unpredictable(correlations) : 0;
  return {
    level: Math.sqrt(power / count),
    mean,
    correlation: moves ? correlations[1]! / correlations[0]! : 1,
    correlation2: moves ? correlations[2]! / correlations[0]! : 1,
    flatness,
    residual: Math.sqrt((correlations[0]! * flatness) / count),
    low,
    high,
    clipped: Math.max(0, clipped) / count,
    atFullScale: atFullScale / count,
    central: central / count,
  };
}

function autocorrelate(samples: Float64Array, mean: number): number[] {
  const sums: number[] = [];
  for (let lag = 0; lag <= ORDER; lag += 1) {
    let sum = 0;
    for (let at = lag; at < samples.length; at += 1) sum += (samples[at]! - mean) * (samples[at - lag]! - mean);
    sums.push(sum);
  }
  return sums;
}

/** The part of the power that is left by linear prediction (Levinson and Durbin). */
function unpredictable(correlations: readonly number[]): number {
  const total = correlations[0]! * (1 + 1e-9);
  let left = total;
  let weights: number[] = [];
  for (let order = 1; order <= ORDER; order++) {
    const predicted = weights.reduce((sum, weight, index) => sum + weight * correlations[order - 1 - index]!, 0);
    const reflection = (correlations[order]! - predicted) / left;
    const before = weights;
    weights = [...before.map((weight, index) => weight - reflection * before[order - 2 - index]!), reflection];
    left *= Math.max(1e-12, 1 - reflection * reflection);
  }
  return Math.min(1, left / total);
}
