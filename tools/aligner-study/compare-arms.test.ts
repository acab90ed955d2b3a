import { describe, expect, it } from "vitest";
import type { ArmResult } from "./arm-result.js";
import { compareArms, signPermutationTest, summariseArm } from "./compare-arms.js";

const result = (arm: string, seed: number, folds: number[]): ArmResult => ({
  ...{ arm, seed, folds, steps: 1, multiplyAdds: 5, parameters: 3, trainingSeconds: 1 },
  ...{ accuracy: 0, standardError: 0, protocol: "pairs", statement: "…" },
});

describe("the comparison of arms", () => {
  it("sums up seeds within folds, then folds", () => {
    const summary = summariseArm([result("a", 1, [0.8, 0.9]), result("a", 2, [0.9, 0.8])]);
    expect(summary).toMatchObject({ arm: "a", seeds: [1, 2], multiplyAdds: 5 });
    expect(summary.accuracy).toBeCloseTo(0.85, 12);
    expect(summary.standardError).toBeCloseTo(0, 12);
    expect(summary.seedDeviation).toBeCloseTo(0, 12);
  });

  it("pairs folds, so that what folds have in common is no error", () => {
    const easy = summariseArm([result("a", 1, [0.6, 0.8, 0.99])]);
    const hard = summariseArm([result("b", 1, [0.5, 0.7, 0.89])]);
    const comparison = compareArms(easy, hard);
    expect(comparison.difference).toBeCloseTo(0.1, 12);
    expect(comparison.standardError).toBeCloseTo(0, 12);
    expect(comparison.pValue).toBe(2 / 8);
  });

  it("finds the probabilities of small cases, written out", () => {
    // Signs of (3, 1): sums 4, −4, 2, −2; two of four are as far as 4, all are as far as 2.
    expect(signPermutationTest([3, 1])).toBe(0.5);
    expect(signPermutationTest([3, -1])).toBe(1);
    expect(signPermutationTest(Array(10).fill(0.1))).toBe(2 / 1024);
    expect(signPermutationTest([0, 0])).toBe(1);
  });
});
