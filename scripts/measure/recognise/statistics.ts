/** Statistics of measured values. */
export interface Statistics {
  mean: number;
  /** The median. */
  p50: number;
  p90: number;
  p95: number;
  longest: number;
}

/** Percentiles are nearest-rank: one of the values itself. Undefined when there are no values. */
export function statistics(values: readonly number[]): Statistics | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const percentile = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]!;
  return {
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p50: percentile(0.5),
    p90: percentile(0.9),
    p95: percentile(0.95),
    longest: sorted.at(-1)!,
  };
}
