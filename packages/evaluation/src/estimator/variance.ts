/** What the variance of an estimator over pairs is made of. */
export interface PairVariances {
  /** Images in a batch. */
  readonly k: number;
  /** ζ1 = Var(E[ℓ | one image]): how much of a pair's loss one image decides. */
  readonly zeta1: number;
  /** ζ2 = Var(ℓ): variance of the loss of one pair. */
  readonly zeta2: number;
}

/**
 * Variance of the mean of a symmetric pair loss over all k²−k ordered pairs of k independent images:
 * 2/(k(k−1)) · [2(k−2)ζ1 + ζ2] (the variance of a U-statistic; Hoeffding, 1948). It falls as 1/k²
 * where ζ1 is 0 or O(1/k), as 4ζ1/k otherwise.
 *
 * @throws RangeError unless k is a whole number ≥ 2
 */
export function pairEstimatorVariance({ k, zeta1, zeta2 }: PairVariances): number {
  checkImages(k);
  return (2 / (k * (k - 1))) * (2 * (k - 2) * zeta1 + zeta2);
}

/**
 * Variance of the mean over k/2 disjoint random pairs of as many images: 2ζ2/k.
 *
 * @throws RangeError unless k is a whole number ≥ 2
 */
export function disjointPairsVariance({ k, zeta2 }: Omit<PairVariances, "zeta1">): number {
  checkImages(k);
  return (2 * zeta2) / k;
}

function checkImages(k: number): void {
  if (!Number.isInteger(k) || k < 2) {
    throw new RangeError(`A pair takes two images, received a batch of ${k}.`);
  }
}
