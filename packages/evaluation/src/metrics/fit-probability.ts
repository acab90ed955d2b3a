import type { ModelCard } from "@multibatch/core";
import { type LabelledDistances, sortDistances } from "./labelled-distances.js";

/** Curve of probability over distance, as the model card states it. */
export type ProbabilityCurve = NonNullable<ModelCard["probability"]>;

const mostSteps = 100;

/**
 * Fits the probability that two images show one identity to their distance d: logistic regression,
 * 1 / (1 + exp(−(slope · ln d + intercept))), by Newton's method. The logarithm is our choice: over it the
 * curve fits both kinds of pairs better than over d, and identical images are surely one identity. Both kinds of pairs weigh the same in
 * all, so that it is the probability among as many same as different pairs. The targets are pulled in
 * from 0 and 1 as in Platt 1999, section 2.2: pairs that a distance separates have a finite curve too.
 *
 * @returns undefined unless there are pairs of both kinds with distances that differ
 * @throws DataError when the arrays differ in length, or a distance is not a finite number
 */
export function fitProbability(pairs: LabelledDistances): ProbabilityCurve | undefined {
  const { same, different } = sortDistances([pairs]);
  takeLogarithms([same, different]);
  if (same.length === 0 || different.length === 0) return undefined;
  const groups = [
    { distances: same, target: (same.length + 1) / (same.length + 2) },
    { distances: different, target: 1 / (different.length + 2) },
  ];
  // Logarithms in units of their spread about their mean: Newton's method then converges from 0.
  const { mean, spread } = scaleOf(groups.map(({ distances }) => distances));
  if (!(spread > 0)) return undefined;
  let slope = 0;
  let intercept = 0;
  for (let step = 0; step < mostSteps; step++) {
    let [gradient0, gradient1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (const { distances, target } of groups) {
      for (const distance of distances) {
        const x = (distance - mean) / spread;
        const p = 1 / (1 + Math.exp(-(slope * x + intercept)));
        const error = (target - p) / distances.length;
        const weight = (p * (1 - p)) / distances.length;
        gradient0 += error;
        gradient1 += error * x;
        h00 += weight;
        h01 += weight * x;
        h11 += weight * x * x;
      }
    }
    const determinant = h00 * h11 - h01 * h01;
    const moveIntercept = (h11 * gradient0 - h01 * gradient1) / determinant;
    const moveSlope = (h00 * gradient1 - h01 * gradient0) / determinant;
    if (!Number.isFinite(moveIntercept + moveSlope)) return undefined;
    // Far from the solution the curve is flat, and a whole step would jump over it.
    const length = Math.max(1, Math.hypot(moveIntercept, moveSlope) / 2);
    intercept += moveIntercept / length;
    slope += moveSlope / length;
    if (Math.hypot(moveIntercept, moveSlope) < 1e-10) break;
  }
  return { slope: slope / spread, intercept: intercept - (slope * mean) / spread };
}

/** In place; a distance of 0 counts as the smallest one above it. */
function takeLogarithms(groups: readonly Float64Array[]): void {
  const smallest = groups
    .flatMap((distances) => distances.find((distance) => distance > 0) ?? [])
    .reduce((least, distance) => Math.min(least, distance), Number.POSITIVE_INFINITY);
  for (const distances of groups) {
    distances.forEach((distance, i) => {
      distances[i] = Math.log(Math.max(distance, smallest));
    });
  }
}

/** Mean and standard deviation where both kinds weigh the same. */
function scaleOf(groups: readonly Float64Array[]): { mean: number; spread: number } {
  const meanOf = (value: (distance: number) => number) =>
    groups.reduce(
      (sum, distances) =>
        sum + distances.reduce((part, d) => part + value(d), 0) / distances.length / groups.length,
      0,
    );
  const mean = meanOf((d) => d);
  return { mean, spread: Math.sqrt(meanOf((d) => (d - mean) ** 2)) };
}
