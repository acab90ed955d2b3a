import { pairEstimatorVariance } from "@multibatch/evaluation";
import type { VarianceComponents } from "./components.js";

/** An estimator over all pairs of a batch. */
export interface AllPairsEstimator {
  /** Images in a batch. */
  readonly k: number;
  /** Weight of the same pairs together; that of the different ones is the rest. */
  readonly sameShare: number;
  /** Identities in the population, C; without replacement they cannot all be chance. */
  readonly identities: number;
}

/** A variance, and the part of it that falls as 1/k. */
export interface Prediction {
  readonly variance: number;
  /** From what single units decide: falls as 1/k. The rest, from pairs of them, falls as 1/k². */
  readonly linear: number;
}

/**
 * Variance of the mean over all pairs of a batch, from its components.
 *
 * For independent images (K = 1) it is that of a U-statistic, 2/(k(k−1)) · [2(k−2)ζ1 + ζ2] (Hoeffding,
 * 1948). For P = k/K units the pairs across units are a U-statistic of the units, and the pairs within
 * them, of weight α, a mean over P of them:
 *
 * α² Var(a)/P + (1−α)² 2/(P(P−1)) [2(P−2)ζ1 + ζ2] + 4α(1−α) Cov(a, E[b|u])/P.
 *
 * Identities are drawn without replacement, which takes the share P/C from what identities alone
 * decide in the terms in 1/P; in the term in 1/P² this correction is left out, as it is small where P is.
 */
export function predictAllPairs(
  components: VarianceComponents,
  { k, sameShare, identities }: AllPairsEstimator,
): Prediction {
  const { unitSize, zeta1, zeta2, within, crossed, ofIdentity } = components;
  const units = k / unitSize;
  const alpha = unitSize === 1 ? 0 : sameShare;
  const beta = 1 - alpha;
  const linearOf = (part: VarianceComponents["ofIdentity"]) =>
    alpha ** 2 * part.within + 4 * beta ** 2 * part.zeta1 + 4 * alpha * beta * part.crossed;
  const withoutReplacement = unitSize === 1 ? 0 : linearOf(ofIdentity) / identities;
  const variance =
    beta ** 2 * pairEstimatorVariance({ k: units, zeta1, zeta2 }) +
    (alpha ** 2 * within + 4 * alpha * beta * crossed) / units -
    withoutReplacement;
  return { variance, linear: linearOf({ zeta1, within, crossed }) / units - withoutReplacement };
}
