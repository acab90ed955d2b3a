/** A number with a bootstrap interval of 95 %. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Puts a value and its bootstrap replicates together; replicates that are no number are left out. */
export function estimateOf(value: number, replicates: readonly number[]): Estimate {
  const sorted = replicates.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return { value, low: Number.NaN, high: Number.NaN };
  return { value, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

/** Quantile of ascending values, linear between neighbours. */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const position = share * (ascending.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (position - below) * (ascending[above] - ascending[below]);
}
