import type { RocCurve } from "./roc-curve.js";

/**
 * The rate at which false accepts and false rejects are equal, 0…1.
 *
 * Going up the thresholds, false accepts rise and false rejects fall. Where they meet between two
 * points of the exact curve, the straight line between these points decides (our choice; it is the
 * point where the curve drawn with straight lines crosses the anti-diagonal).
 */
export function equalErrorRate(roc: RocCurve): number {
  const { trueAccepts, falseAccepts, samePairs, differentPairs } = roc;
  const falseAcceptRate = (i: number) => falseAccepts[i] / differentPairs;
  const gap = (i: number) => (samePairs - trueAccepts[i]) / samePairs - falseAcceptRate(i);
  // The first point has gap 1, the last −1: some point is the first with none left.
  let i = 0;
  while (gap(i) > 0) i++;
  const way = gap(i - 1) / (gap(i - 1) - gap(i));
  return falseAcceptRate(i - 1) + way * (falseAcceptRate(i) - falseAcceptRate(i - 1));
}
