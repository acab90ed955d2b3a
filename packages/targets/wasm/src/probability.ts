import type { ModelCard } from "@multibatch/core";

/** The logistic curve of a card. */
export type ProbabilityCurve = NonNullable<ModelCard["probability"]>;

/** Probability that two images at a distance show one identity, in a world of as many same as different pairs. */
export function probabilityAt(distance: number, { slope, intercept }: ProbabilityCurve): number {
  return 1 / (1 + Math.exp(-(slope * Math.log(distance) + intercept)));
}
