import type { ArmResult } from "./arm-result.js";

/** One arm over its seeds. */
export interface ArmSummary {
  readonly arm: string;
  readonly seeds: readonly number[];
  readonly multiplyAdds: number;
  readonly parameters: number;
  /** Mean over seeds and folds. */
  readonly accuracy: number;
  /** Standard error over the folds, of accuracies that are means over the seeds. */
  readonly standardError: number;
  /** Standard deviation over the seeds, of accuracies that are means over the folds; 0 for one seed. */
  readonly seedDeviation: number;
  /** Accuracy of each fold: the mean over the seeds. */
  readonly folds: readonly number[];
}

/** How an arm stands to another, fold by fold. */
export interface ArmComparison {
  readonly arm: string;
  readonly against: string;
  /** Mean of the differences of the folds' accuracies. */
  readonly difference: number;
  readonly standardError: number;
  /** Probability of a difference as large, in either direction, if the arms were alike. */
  readonly pValue: number;
}

/** Sums the runs of one arm up. */
export function summariseArm(results: readonly ArmResult[]): ArmSummary {
  const [{ arm, multiplyAdds, parameters }] = results;
  const folds = results[0].folds.map((_accuracy, fold) =>
    mean(results.map((result) => result.folds[fold])),
  );
  const ofSeeds = results.map((result) => mean(result.folds));
  return {
    arm,
    seeds: results.map(({ seed }) => seed),
    multiplyAdds,
    parameters,
    accuracy: mean(folds),
    standardError: deviation(folds) / Math.sqrt(folds.length),
    seedDeviation: ofSeeds.length > 1 ? deviation(ofSeeds) : 0,
    folds,
  };
}

/**
 * Compares two arms on the same folds. The folds share no person, so that their differences are
 * independent; significance is by the exact permutation test over their signs, which supposes no
 * distribution: of n folds, 2ⁿ ways.
 */
export function compareArms(arm: ArmSummary, against: ArmSummary): ArmComparison {
  const differences = arm.folds.map((accuracy, fold) => accuracy - against.folds[fold]);
  return {
    arm: arm.arm,
    against: against.arm,
    difference: mean(differences),
    standardError: deviation(differences) / Math.sqrt(differences.length),
    pValue: signPermutationTest(differences),
  };
}

/** Share of the 2ⁿ choices of signs whose sum is at least as far from 0 as the one that was seen. */
export function signPermutationTest(differences: readonly number[]): number {
  const seen = Math.abs(sum(differences));
  const choices = 2 ** differences.length;
  let asFar = 0;
  for (let choice = 0; choice < choices; choice++) {
    const total = differences.reduce(
      (rest, difference, i) => rest + ((choice >> i) & 1 ? -difference : difference),
      0,
    );
    // Against rounding: equal sums must count as equal.
    if (Math.abs(total) >= seen - 1e-12) asFar++;
  }
  return asFar / choices;
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Sample standard deviation (n − 1). */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
