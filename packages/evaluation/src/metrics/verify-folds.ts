import { DataError } from "@multibatch/core";
import { bestThreshold, countCorrect } from "./best-threshold.js";
import { type LabelledDistances, sortDistances } from "./labelled-distances.js";

/** What is verified. */
export interface FoldsToVerify {
  /** At least two folds, each with a pair; between them, same and different pairs. */
  readonly folds: readonly LabelledDistances[];
  /** Thresholds to choose from, in the order of preference; by default every exact cut. */
  readonly thresholds?: ArrayLike<number>;
}

/** How one fold went. */
export interface FoldResult {
  readonly pairs: number;
  readonly correct: number;
  /** `correct / pairs`. */
  readonly accuracy: number;
  /** Chosen on the other folds alone. */
  readonly threshold: number;
}

/** Accuracy over folds: the mean, never the best. */
export interface FoldsResult {
  /** Mean of the folds' accuracies. */
  readonly accuracy: number;
  /** Standard error of the mean: s/√folds, with the sample deviation s (n−1). */
  readonly standardError: number;
  /** Deviation over the folds with n in the denominator: what many tools print behind the ±. */
  readonly populationDeviation: number;
  readonly folds: readonly FoldResult[];
}

/**
 * Verification by cross-validation, as in LFW's View 2 (Huang et al., 2007): a pair is 'same' where
 * its distance is below a threshold, and the threshold of a fold is the one with the best accuracy
 * on all the other folds together. Equally good thresholds: the first wins.
 *
 * @throws DataError for fewer than two folds, an empty fold, or other folds of one kind of pairs only
 */
export function verifyFolds({ folds, thresholds }: FoldsToVerify): FoldsResult {
  if (folds.length < 2) {
    throw new DataError(
      `${folds.length} fold: the threshold of a fold is chosen on the others, so two folds or more are needed.`,
    );
  }
  const empty = folds.findIndex((fold) => fold.same.length === 0);
  if (empty >= 0) throw new DataError(`Fold ${empty + 1} has no pair to judge.`);
  const results = folds.map((fold, index) => {
    const others = sortDistances(folds.filter((_fold, other) => other !== index));
    const { threshold } = bestThreshold(others, thresholds);
    const pairs = fold.same.length;
    const correct = countCorrect(sortDistances([fold]), threshold);
    return { pairs, correct, accuracy: correct / pairs, threshold };
  });
  return { ...spread(results.map((result) => result.accuracy)), folds: results };
}

function spread(accuracies: readonly number[]) {
  const n = accuracies.length;
  const accuracy = accuracies.reduce((sum, value) => sum + value, 0) / n;
  const squares = accuracies.reduce((sum, value) => sum + (value - accuracy) ** 2, 0);
  return {
    accuracy,
    standardError: Math.sqrt(squares / (n - 1) / n),
    populationDeviation: Math.sqrt(squares / n),
  };
}
