import { Random } from "@multibatch/core";
import { type Draws, meanOf, multiplicities } from "./covariance-trace.js";

/** What the draws say about the expectation of an estimator. */
export interface BiasTest {
  /** Probability of a mean this far from the target, or farther, if the target is the expectation. */
  readonly pValue: number;
  /** t of the mean along the target itself, with draws − 1 degrees of freedom: length too great or too small. */
  readonly tAlongTarget: number;
  /** Estimated length of the bias as a share of the target's length; 0 where chance explains it all. */
  readonly relativeBias: number;
}

/**
 * Tests whether the expectation of the draws is the target, in all projections at once: ‖mean − target‖
 * against its distribution under the bootstrap, centred on the mean (as Hotelling's test, without its
 * inverse, which there are too few draws for).
 *
 * @param target the exact gradient in the same projections, `[r]`
 */
export function testBias(
  draws: Draws,
  target: Float64Array,
  { replicates, seed }: { replicates: number; seed: number },
): BiasTest {
  const count = draws.length;
  const mean = meanOf(draws);
  const distance = squaredDistance(mean, target);
  const random = new Random(seed).fork("bias");
  let farther = 0;
  for (let b = 0; b < replicates; b++) {
    const times = multiplicities(count, random);
    const resampled = new Float64Array(mean.length);
    draws.forEach((draw, i) => {
      if (times[i] === 0) return;
      for (let q = 0; q < mean.length; q++) resampled[q] += (times[i] * draw[q]) / count;
    });
    if (squaredDistance(resampled, mean) >= distance) farther++;
  }
  const variance =
    draws.reduce((sum, draw) => sum + squaredDistance(draw, mean), 0) / (count - 1) / count;
  const length = squaredDistance(target, new Float64Array(target.length));
  return {
    // One more in both: the data themselves are one of the samples that chance could have given.
    pValue: (farther + 1) / (replicates + 1),
    tAlongTarget: tAlong(draws, target),
    relativeBias: Math.sqrt(Math.max(0, distance - variance) / length),
  };
}

function tAlong(draws: Draws, target: Float64Array): number {
  const values = draws.map((draw) => draw.reduce((sum, x, q) => sum + x * target[q], 0));
  const expected = target.reduce((sum, x) => sum + x * x, 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance =
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return (mean - expected) / Math.sqrt(variance / values.length);
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let q = 0; q < a.length; q++) sum += (a[q] - b[q]) ** 2;
  return sum;
}
