import type { RocCurve } from "./roc-curve.js";

/** Area under an ROC curve. */
export interface AreaUnderCurve {
  readonly value: number;
  /** Standard error over draws of pairs, as if they were independent. */
  readonly standardError: number;
}

/**
 * The exact area under the curve: the share of (same, different) couples of pairs in which the same
 * pair is closer, ties counted half (the Mann–Whitney statistic), with DeLong's standard error
 * (DeLong, DeLong and Clarke-Pearson, 1988).
 */
export function areaUnderCurve(roc: RocCurve): AreaUnderCurve {
  const { trueAccepts, falseAccepts, samePairs, differentPairs } = roc;
  // Each step of the curve is a group of pairs at one distance: `same` of one kind, `different` of the other.
  let wins = 0;
  let sameSquares = 0;
  let differentSquares = 0;
  for (let i = 1; i < trueAccepts.length; i++) {
    const same = trueAccepts[i] - trueAccepts[i - 1];
    const different = falseAccepts[i] - falseAccepts[i - 1];
    const differentBehind = differentPairs - falseAccepts[i] + different / 2;
    const sameAhead = trueAccepts[i - 1] + same / 2;
    wins += same * differentBehind;
    sameSquares += same * (differentBehind / differentPairs) ** 2;
    differentSquares += different * (sameAhead / samePairs) ** 2;
  }
  const value = wins / (samePairs * differentPairs);
  const variance =
    varianceOfMean(sameSquares, value, samePairs) +
    varianceOfMean(differentSquares, value, differentPairs);
  return { value, standardError: Math.sqrt(variance) };
}

/** Variance of the mean of n values, of which the squares' sum and the mean are known. */
function varianceOfMean(squares: number, mean: number, n: number): number {
  return n < 2 ? 0 : Math.max(0, squares - n * mean * mean) / (n - 1) / n;
}
