import { Random } from "@multibatch/core";
import { describe, expect, test } from "vitest";
import { disjointPairsVariance, pairEstimatorVariance } from "./variance.js";

/** Kernels of two standard normal numbers with their variances in closed form. */
const kernels = {
  product: { loss: (x: number, y: number) => x * y, zeta1: 0, zeta2: 1 },
  // E[(x−y)² | x] = x² + 1 has the variance 2; (x−y)² is 2χ² with the variance 8.
  squaredDifference: { loss: (x: number, y: number) => (x - y) ** 2, zeta1: 2, zeta2: 8 },
};

describe("closed forms", () => {
  test.each([
    [16, 2.133],
    [64, 2.032],
    [256, 2.008],
  ])("x·y: k² times the variance at k = %d", (k, expected) => {
    const scaled = k * k * pairEstimatorVariance({ k, ...kernels.product });
    expect(scaled).toBeCloseTo(expected, 3);
    expect(scaled).toBeCloseTo((2 * k) / (k - 1), 12);
  });

  test("(x−y)²: the gain over disjoint pairs tends to 2", () => {
    const gain = (k: number) =>
      disjointPairsVariance({ k, zeta2: 8 }) / pairEstimatorVariance({ k, zeta1: 2, zeta2: 8 });
    expect(gain(16)).toBeCloseTo((2 * 15) / 16, 12);
    expect(gain(1e6)).toBeCloseTo(2, 5);
  });

  test("with two images there is one pair, and both estimators are that pair", () => {
    expect(pairEstimatorVariance({ k: 2, zeta1: 3, zeta2: 5 })).toBe(5);
    expect(disjointPairsVariance({ k: 2, zeta2: 5 })).toBe(5);
    expect(() => pairEstimatorVariance({ k: 1, zeta1: 0, zeta2: 1 })).toThrow(RangeError);
  });
});

describe.each(Object.entries(kernels))("Monte Carlo with the kernel %s", (_name, kernel) => {
  const draws = 20_000;

  test.each([4, 16])("k = %d", (k) => {
    const random = new Random(k).fork("estimator");
    const all = new Float64Array(draws);
    const disjoint = new Float64Array(draws);
    for (let draw = 0; draw < draws; draw++) {
      const images = Float64Array.from({ length: k }, () => random.normal());
      for (let i = 0; i < k; i++) {
        for (let j = 0; j < k; j++) {
          if (i !== j) all[draw] += kernel.loss(images[i], images[j]) / (k * k - k);
        }
      }
      for (let i = 0; i < k; i += 2) {
        disjoint[draw] += kernel.loss(images[i], images[i + 1]) / (k / 2);
      }
    }
    expectVariance(all, pairEstimatorVariance({ k, ...kernel }));
    expectVariance(disjoint, disjointPairsVariance({ k, ...kernel }));
  });
});

/** Within five standard errors, which the values tell themselves. */
function expectVariance(values: Float64Array, expected: number): void {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const moment = (power: number) => values.reduce((sum, x) => sum + (x - mean) ** power, 0) / n;
  const error = Math.sqrt((moment(4) - moment(2) ** 2) / n);
  expect(error / expected).toBeLessThan(0.1);
  expect(Math.abs(moment(2) - expected)).toBeLessThan(5 * error);
}
