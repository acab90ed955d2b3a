import { describe, expect, test } from "vitest";
import {
  parkMiller,
  parkMillerFolds,
  parkMillerThresholds,
} from "../testing/park-miller-folds.test.support.js";
import { areaUnderCurve } from "./area-under-curve.js";
import { equalErrorRate } from "./equal-error-rate.js";
import { sortDistances } from "./labelled-distances.js";
import { rocCurveOf } from "./roc-curve.js";
import { trueAcceptRateAt } from "./true-accept-rate.js";
import { verifyFolds } from "./verify-folds.js";

const folds = parkMillerFolds();

test("the generator draws the known numbers", () => {
  const draw = parkMiller(42);
  expect([draw(), draw(), draw(), draw()]).toEqual([705894, 1126542223, 1579310009, 565444343]);
});

describe("verification of the known folds", () => {
  const result = verifyFolds({ folds, thresholds: parkMillerThresholds });

  test("correct pairs of each fold", () => {
    expect(result.folds.map((fold) => fold.correct)).toEqual([
      520, 522, 539, 522, 520, 527, 534, 520, 512, 519,
    ]);
  });

  test("threshold of each fold", () => {
    expect(result.folds.map((fold) => fold.threshold)).toEqual([...Array(9).fill(1.5), 1.44]);
  });

  test("mean accuracy and its standard error", () => {
    expect(result.accuracy).toBeCloseTo(0.8725, 14);
    expect(result.standardError).toBeCloseTo(0.0041443849, 10);
    // The population deviation is what others print; SE = σ/3 for ten folds.
    expect(result.populationDeviation / 3).toBeCloseTo(result.standardError, 14);
  });
});

describe("the curve of the known folds", () => {
  const roc = rocCurveOf(sortDistances(folds));

  test("area and equal error rate", () => {
    expect(areaUnderCurve(roc).value).toBeCloseTo(0.953576611111, 12);
    expect(equalErrorRate(roc)).toBeCloseTo(0.127, 14);
  });

  test.each([
    [0.1, 0.8373333],
    [0.01, 0.499],
    [0.001, 0.357],
  ])("true accept rate at a false accept rate of at most %d", (limit, expected) => {
    const rate = trueAcceptRateAt(roc, limit);
    if (rate.refused) throw new Error(rate.reason);
    expect(rate.trueAcceptRate).toBeCloseTo(expected, 7);
    expect(rate.falseAccepts / rate.differentPairs).toBeLessThanOrEqual(limit);
  });

  test("a limit that 3,000 different pairs cannot show is refused", () => {
    const rate = trueAcceptRateAt(roc, 0.0009);
    expect(rate.refused && rate.reason).toBe(
      "3000 different pairs are too few: with none of them accepted the rate may still be 0.10 %. 3334 or more are needed.",
    );
  });
});
