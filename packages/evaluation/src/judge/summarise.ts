import type { Distance } from "@multibatch/core";
import { areaUnderCurve } from "../metrics/area-under-curve.js";
import { bootstrapStandardError } from "../metrics/bootstrap.js";
import { equalErrorRate } from "../metrics/equal-error-rate.js";
import { countDistances } from "../metrics/histogram.js";
import { type LabelledDistances, sortDistances } from "../metrics/labelled-distances.js";
import { rocCurveOf } from "../metrics/roc-curve.js";
import { thinRoc } from "../metrics/thin-roc.js";
import { trueAcceptRateAt } from "../metrics/true-accept-rate.js";
import { verifyFolds } from "../metrics/verify-folds.js";
import type { VerificationResult } from "./verification-result.js";

const plottedPoints = 500;
const histogramBins = 40;

/** Judged folds with what the result says of where they come from. */
export interface JudgedFolds {
  /** Distances and labels of each fold, in the order of the protocol. */
  readonly folds: readonly LabelledDistances[];
  readonly dataset: string;
  readonly protocol: string;
  readonly statement: string;
  readonly distance: Distance;
  /** Distinct images that the pairs need. */
  readonly images: number;
  readonly pairsLeftOut: VerificationResult["pairsLeftOut"];
  readonly imagesFailed: VerificationResult["imagesFailed"];
}

/** What is computed of judged folds. */
export interface SummaryOptions {
  /** Thresholds that a fold may choose from, in the order of preference; by default every exact cut. */
  readonly thresholds?: ArrayLike<number>;
  /** Limits of false accepts to give a true accept rate for; .1, .01 and .001 by default. */
  readonly falseAcceptLimits?: readonly number[];
}

/**
 * All that is said of judged folds. Accuracy is cross-validated over the folds; the curve and the
 * rates on it are over all pairs together.
 *
 * @throws DataError where `verifyFolds` does
 */
export function summariseFolds(
  judged: JudgedFolds,
  { thresholds, falseAcceptLimits = [0.1, 0.01, 0.001] }: SummaryOptions = {},
): VerificationResult {
  const { folds, ...origin } = judged;
  const sorted = sortDistances(folds);
  const roc = rocCurveOf(sorted);
  return {
    resultVersion: 1,
    ...origin,
    pairs: sorted.same.length + sorted.different.length,
    samePairs: sorted.same.length,
    differentPairs: sorted.different.length,
    ...verifyFolds({ folds, thresholds }),
    thresholdRule: thresholds
      ? `the first best of ${thresholds.length} given thresholds on the other folds`
      : "the smallest best of all cuts between distinct distances on the other folds",
    areaUnderCurve: areaUnderCurve(roc),
    equalErrorRate: {
      value: equalErrorRate(roc),
      standardError: bootstrapStandardError(sorted, (sample) => equalErrorRate(rocCurveOf(sample))),
    },
    trueAcceptRates: falseAcceptLimits.map((limit) => trueAcceptRateAt(roc, limit)),
    roc: thinRoc(roc, plottedPoints),
    histogram: countDistances(sorted, histogramBins),
  };
}
