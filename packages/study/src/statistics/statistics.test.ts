import { Random } from "@multibatch/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testBias } from "./bias-test.js";
import { bootstrapTraces, covarianceTrace, meanOf } from "./covariance-trace.js";
import { estimateOf, quantile } from "./interval.js";
import { logLogSlope } from "./log-log-slope.js";

const normals = (seed: number, count: number, size: number, offset = 0) => {
  const random = new Random(seed);
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: size }, (_, q) => random.normal(offset, 1 + q)),
  );
};

describe("covarianceTrace", () => {
  it("is the mean over the directions of the sample variance", () => {
    const draws = [
      [1, 10],
      [3, 10],
      [5, 16],
    ].map((row) => Float64Array.from(row));
    expect(covarianceTrace(draws)).toBeCloseTo((4 + 12) / 2, 12);
    expect([...meanOf(draws)]).toEqual([3, 12]);
  });

  it("does not feel where the draws lie, however far", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), (offset) => {
        const draws = normals(5, 12, 3);
        const moved = draws.map((draw) => draw.map((x) => x + offset));
        expect(covarianceTrace(moved)).toBeCloseTo(covarianceTrace(draws), 6);
      }),
    );
  });

  it("has bootstrap intervals that cover the truth about as often as they say", () => {
    let covered = 0;
    for (let trial = 0; trial < 60; trial++) {
      const draws = normals(100 + trial, 80, 1);
      const replicates = bootstrapTraces(draws, { replicates: 100, seed: trial, label: "x" });
      const { low, high } = estimateOf(covarianceTrace(draws), replicates);
      if (low <= 1 && 1 <= high) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(48);
    expect(covered).toBeLessThan(60);
  });
});

describe("testBias", () => {
  const settings = { replicates: 199, seed: 1 };

  it("gives p-values all over 0…1 to unbiased draws", () => {
    const pValues = Array.from(
      { length: 60 },
      (_, trial) =>
        testBias(normals(trial, 40, 4, 3), Float64Array.of(3, 3, 3, 3), settings).pValue,
    );
    expect(pValues.filter((p) => p < 0.05).length).toBeLessThanOrEqual(9);
    expect(pValues.filter((p) => p > 0.5).length).toBeGreaterThan(15);
  });

  it("finds a bias, its size and its direction", () => {
    const draws = normals(1, 400, 2, 3);
    const { pValue, relativeBias, tAlongTarget } = testBias(draws, Float64Array.of(2, 2), settings);
    expect(pValue).toBeLessThan(0.02);
    expect(relativeBias).toBeCloseTo(0.5, 1);
    expect(tAlongTarget).toBeGreaterThan(5);
  });
});

describe("logLogSlope", () => {
  it("is the exponent of a power law", () => {
    const points = [8, 16, 32, 64].map((k) => ({ x: k, y: 5 * k ** -1.5 }));
    expect(logLogSlope(points)).toBeCloseTo(-1.5, 12);
    expect(logLogSlope([{ x: 8, y: 1 }])).toBeNaN();
  });
});

describe("quantile", () => {
  it("lies between neighbours, on a straight line", () => {
    expect(quantile([1, 2, 4], 0)).toBe(1);
    expect(quantile([1, 2, 4], 0.75)).toBe(3);
    expect(quantile([1, 2, 4], 1)).toBe(4);
    expect(estimateOf(1, [Number.NaN]).low).toBeNaN();
  });
});
