import { DataError, type ModelCard } from "@multibatch/core";
import { type BootstrapOptions, bootstrapStandardError } from "./bootstrap.js";
import {
  type LabelledDistances,
  type SortedDistances,
  sortDistances,
} from "./labelled-distances.js";
import { type RocCurve, rocCurveOf } from "./roc-curve.js";
import { lastWithin, trueAcceptRateAt } from "./true-accept-rate.js";

/**
 * What a threshold is chosen for:
 * - `"best-accuracy"`: most pairs judged rightly, the smallest such threshold;
 * - `"equal-error"`: shares of false accepts and false rejects as near each other as the pairs allow;
 * - `{ falseAcceptRate }`: the largest threshold with at most that share of false accepts.
 */
export type OperatingPoint = "best-accuracy" | "equal-error" | { readonly falseAcceptRate: number };

/** A threshold as the model card states it, with nothing left unknown. */
export type CalibratedThreshold = {
  [Field in keyof ModelCard["threshold"]]: NonNullable<ModelCard["threshold"][Field]>;
};

/** How a threshold is calibrated, beside what for. */
export interface CalibrationOptions extends BootstrapOptions {
  /** What the pairs are, for the words on the card, for example `validation pairs`. */
  readonly pairsAre?: string;
}

/**
 * Chooses the threshold for a model card. Its standard error comes from the bootstrap over pairs,
 * 200 samples by default; the threshold of best accuracy moves in jumps, so take its error as a
 * measure of scale and not for a normal interval.
 *
 * @throws DataError unless there are same and different pairs, and where there are too few different
 * pairs for a false accept rate (3 / rate)
 */
export function calibrateThreshold(
  distances: LabelledDistances["distances"],
  same: Uint8Array,
  operatingPoint: OperatingPoint,
  { pairsAre = "pairs", ...bootstrap }: CalibrationOptions = {},
): CalibratedThreshold {
  const sorted = sortDistances([{ distances, same }]);
  const roc = rocCurveOf(sorted);
  if (typeof operatingPoint === "object") {
    const rate = trueAcceptRateAt(roc, operatingPoint.falseAcceptRate);
    if (rate.refused) {
      throw new DataError(
        `No threshold for a false accept rate of ${operatingPoint.falseAcceptRate}: ${rate.reason}`,
      );
    }
  }
  const point = choosePoint(roc, operatingPoint);
  const chooseThreshold = (sample: SortedDistances) => {
    const curve = rocCurveOf(sample);
    return curve.thresholds[choosePoint(curve, operatingPoint)];
  };
  return {
    value: roc.thresholds[point],
    operatingPoint: `${wordsFor(operatingPoint)} on ${distances.length} ${pairsAre}`,
    falseAcceptRate: roc.falseAccepts[point] / roc.differentPairs,
    falseRejectRate: (roc.samePairs - roc.trueAccepts[point]) / roc.samePairs,
    standardError: bootstrapStandardError(sorted, chooseThreshold, bootstrap),
    pairs: distances.length,
  };
}

/** Position on the curve: the first of the best, or the last within a limit. */
function choosePoint(roc: RocCurve, operatingPoint: OperatingPoint): number {
  if (typeof operatingPoint === "object") return lastWithin(roc, operatingPoint.falseAcceptRate);
  const { thresholds, trueAccepts, falseAccepts, samePairs, differentPairs } = roc;
  const score =
    operatingPoint === "best-accuracy"
      ? (i: number) => trueAccepts[i] - falseAccepts[i]
      : (i: number) => -Math.abs(1 - trueAccepts[i] / samePairs - falseAccepts[i] / differentPairs);
  let best = 0;
  for (let i = 1; i < thresholds.length; i++) if (score(i) > score(best)) best = i;
  return best;
}

function wordsFor(operatingPoint: OperatingPoint): string {
  if (typeof operatingPoint === "object") {
    return `false accept rate of at most ${Number((100 * operatingPoint.falseAcceptRate).toPrecision(12))} %`;
  }
  return { "best-accuracy": "best accuracy", "equal-error": "equal error" }[operatingPoint];
}
