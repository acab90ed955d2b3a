import { DataError } from "@multibatch/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryPairs, countAccepted } from "../testing/arbitrary-pairs.test.support.js";
import type { LabelledDistances } from "./labelled-distances.js";
import { verifyFolds } from "./verify-folds.js";

const fold = (same: number[], different: number[]): LabelledDistances => ({
  distances: Float32Array.from([...same, ...different]),
  same: Uint8Array.from([...same.map(() => 1), ...different.map(() => 0)]),
});

test("a fold's threshold never depends on the fold itself", () => {
  fc.assert(
    fc.property(arbitraryPairs, arbitraryPairs, arbitraryPairs, (a, b, c) => {
      const threshold = (first: LabelledDistances) =>
        verifyFolds({ folds: [first, b, c] }).folds[0].threshold;
      expect(threshold(a)).toBe(threshold({ ...a, same: a.same.map((label) => 1 - label) }));
      expect(threshold(a)).toBe(threshold(c));
    }),
  );
});

test("the counts are those of the plain definition at the threshold", () => {
  fc.assert(
    fc.property(arbitraryPairs, arbitraryPairs, (a, b) => {
      const { folds } = verifyFolds({ folds: [a, b] });
      [a, b].forEach((pairs, i) => {
        const { trueAccepts, falseAccepts } = countAccepted(pairs, folds[i].threshold);
        const different = pairs.same.filter((label) => label === 0).length;
        expect(folds[i].correct).toBe(trueAccepts + different - falseAccepts);
      });
    }),
  );
});

test("mean, standard error and population deviation by hand", () => {
  // Both others choose 2.5 for each fold; accuracies 1, 1/2, 3/4.
  const result = verifyFolds({
    folds: [fold([1, 2], [3, 4]), fold([1, 4], [1, 4]), fold([1, 2], [2, 4])],
    thresholds: [2.5],
  });
  expect(result.folds.map(({ accuracy }) => accuracy)).toEqual([1, 0.5, 0.75]);
  expect(result.accuracy).toBe(0.75);
  expect(result.standardError).toBeCloseTo(0.25 / Math.sqrt(3), 15);
  expect(result.populationDeviation).toBeCloseTo(Math.sqrt(0.125 / 3), 15);
});

test("folds may differ in size; the mean is over folds, not over pairs", () => {
  const result = verifyFolds({ folds: [fold([1], [5]), fold([1, 1, 9, 9], [5, 5])] });
  expect(result.folds.map(({ pairs }) => pairs)).toEqual([2, 6]);
  expect(result.accuracy).toBe((1 + 4 / 6) / 2);
});

test("what cannot be verified is refused", () => {
  const good = fold([1], [2]);
  expect(() => verifyFolds({ folds: [good] })).toThrow("two folds or more are needed");
  expect(() => verifyFolds({ folds: [good, fold([], [])] })).toThrow("Fold 2 has no pair");
  expect(() => verifyFolds({ folds: [good, fold([1], [])] })).toThrow(DataError);
});
