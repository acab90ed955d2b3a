import type { SortedDistances } from "./labelled-distances.js";
import { rocCurveOf } from "./roc-curve.js";

/** A threshold and how many pairs it judges rightly. */
export interface ThresholdScore {
  readonly threshold: number;
  readonly correct: number;
}

/**
 * The threshold that judges most pairs rightly. Where several are equally good, the first wins: the
 * smallest of the exact cuts, or the first of a given list.
 *
 * @param candidates thresholds to choose from, in the order of preference; by default every exact
 * cut, halfway between neighbouring distinct distances
 * @throws DataError unless there are both same and different pairs
 * @throws RangeError for an empty list of candidates
 */
export function bestThreshold(
  sorted: SortedDistances,
  candidates?: ArrayLike<number>,
): ThresholdScore {
  if (candidates === undefined) return bestCut(sorted);
  if (candidates.length === 0) throw new RangeError("There is no threshold to choose from.");
  let best: ThresholdScore = { threshold: candidates[0], correct: -1 };
  for (let i = 0; i < candidates.length; i++) {
    const correct = countCorrect(sorted, candidates[i]);
    if (correct > best.correct) best = { threshold: candidates[i], correct };
  }
  return best;
}

/** Pairs that a threshold judges rightly: same below it, different at or above it. */
export function countCorrect({ same, different }: SortedDistances, threshold: number): number {
  return countBelow(same, threshold) + different.length - countBelow(different, threshold);
}

/** How many numbers of an ascending array are below a limit: O(log n). */
export function countBelow(ascending: Float64Array, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function bestCut(sorted: SortedDistances): ThresholdScore {
  const { thresholds, trueAccepts, falseAccepts, differentPairs } = rocCurveOf(sorted);
  let best = 0;
  for (let i = 1; i < thresholds.length; i++) {
    if (trueAccepts[i] - falseAccepts[i] > trueAccepts[best] - falseAccepts[best]) best = i;
  }
  return {
    threshold: thresholds[best],
    correct: trueAccepts[best] + differentPairs - falseAccepts[best],
  };
}
