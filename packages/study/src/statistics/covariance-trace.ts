import { Random } from "@multibatch/core";

/** Draws of an estimator: as many vectors `[r]`, r random projections of the gradient each. */
export type Draws = readonly Float64Array[];

/** Mean of the draws: `[r]`. */
export function meanOf(draws: Draws): Float64Array {
  const mean = new Float64Array(draws[0].length);
  for (const draw of draws) for (let q = 0; q < mean.length; q++) mean[q] += draw[q] / draws.length;
  return mean;
}

/**
 * Trace of the covariance of the gradient, which is its total variance: the mean over the projections
 * of the unbiased variance along each. With directions whose entries are ±1 at random,
 * E⟨R, g⟩² = ‖g‖², so that each projection estimates the trace without bias (Hutchinson, 1989).
 */
export function covarianceTrace(draws: Draws): number {
  return weightedTrace(
    draws,
    new Float64Array(draws.length).fill(1),
    new Float64Array(draws[0].length).fill(1),
  );
}

/**
 * The same over bootstrap samples. Both the draws and the directions are resampled, because both are
 * chance; the directions alike for all estimators (by `seed`), since they share them.
 *
 * @param label tells this estimator's draws from those of others
 */
export function bootstrapTraces(
  draws: Draws,
  { replicates, seed, label }: { replicates: number; seed: number; label: string },
): number[] {
  const directions = draws[0].length;
  return Array.from({ length: replicates }, (_, b) => {
    const random = new Random(seed).fork(`bootstrap ${b}`);
    return weightedTrace(
      draws,
      multiplicities(draws.length, random.fork(label)),
      multiplicities(directions, random.fork("directions")),
    );
  });
}

/** How often each of `count` things comes in a sample of as many, drawn with replacement. */
export function multiplicities(count: number, random: Random): Float64Array {
  const times = new Float64Array(count);
  for (let i = 0; i < count; i++) times[random.integer(count)]++;
  return times;
}

function weightedTrace(draws: Draws, times: Float64Array, directionTimes: Float64Array): number {
  const directions = directionTimes.length;
  const sums = new Float64Array(directions);
  const squares = new Float64Array(directions);
  const origin = draws[0];
  let count = 0;
  draws.forEach((draw, i) => {
    const weight = times[i];
    if (weight === 0) return;
    count += weight;
    for (let q = 0; q < directions; q++) {
      // Relative to one of the draws: the mean may be far larger than the deviations.
      const value = draw[q] - origin[q];
      sums[q] += weight * value;
      squares[q] += weight * value * value;
    }
  });
  let trace = 0;
  for (let q = 0; q < directions; q++) {
    trace += (directionTimes[q] * (squares[q] - (sums[q] * sums[q]) / count)) / (count - 1);
  }
  return trace / directions;
}
