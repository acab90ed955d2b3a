import { Random } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { fitProbability } from "./fit-probability.js";

/** Pairs whose truth is drawn by a known curve. */
function pairsBy(slope: number, intercept: number, count: number) {
  const random = new Random(4);
  const distances = Float64Array.from({ length: count }, () => Math.exp(random.uniform(0, 10)));
  const same = Uint8Array.from(distances, (d) =>
    random.uniform() < 1 / (1 + Math.exp(-(slope * Math.log(d) + intercept))) ? 1 : 0,
  );
  return { distances, same };
}

describe("fitProbability", () => {
  it("finds the curve again that the pairs were drawn by", () => {
    // Symmetric about the middle of the logarithms: as many same as different pairs.
    const { slope, intercept } = fitProbability(pairsBy(-1.5, 7.5, 40_000))!;
    expect(slope).toBeCloseTo(-1.5, 1);
    expect(intercept).toBeCloseTo(7.5, 0.4);
  });

  it("solves the equations of the maximum: residuals sum to 0, alone and times the logarithm", () => {
    const { distances, same } = pairsBy(-0.8, 3, 500);
    const { slope, intercept } = fitProbability({ distances, same })!;
    const counts = [same.filter((s) => !s).length, same.filter((s) => s).length];
    let [alone, timesLogarithm] = [0, 0];
    distances.forEach((d, i) => {
      const target = same[i] ? (counts[1] + 1) / (counts[1] + 2) : 1 / (counts[0] + 2);
      const residual =
        (target - 1 / (1 + Math.exp(-(slope * Math.log(d) + intercept)))) / counts[same[i]];
      alone += residual;
      timesLogarithm += residual * Math.log(d);
    });
    expect(Math.abs(alone)).toBeLessThan(1e-9);
    expect(Math.abs(timesLogarithm)).toBeLessThan(1e-8);
  });

  it("is finite where a distance separates the kinds, whatever the unit", () => {
    const same = Uint8Array.of(1, 1, 1, 0, 0, 0);
    for (const unit of [1e-6, 1, 1e6]) {
      const distances = Float64Array.of(1, 2, 3, 7, 8, 9).map((d) => d * unit);
      const { slope, intercept } = fitProbability({ distances, same })!;
      const at = (d: number) => 1 / (1 + Math.exp(-(slope * Math.log(d * unit) + intercept)));
      expect(at(3)).toBeGreaterThan(0.5);
      expect(at(7)).toBeLessThan(0.5);
      expect(at(1)).toBeGreaterThan(0.75);
      expect(at(9)).toBeLessThan(0.25);
    }
  });

  it("takes identical images for what they are", () => {
    const distances = Float64Array.of(0, 0, 2, 3, 5, 4);
    const curve = fitProbability({ distances, same: Uint8Array.of(1, 1, 1, 0, 0, 1) })!;
    expect(curve.slope).toBeLessThan(0);
    expect(Number.isFinite(curve.intercept)).toBe(true);
    expect(1 / (1 + Math.exp(-(curve.slope * Math.log(0) + curve.intercept)))).toBe(1);
  });

  it("is nothing where there is nothing to tell", () => {
    const distances = Float64Array.of(1, 2);
    expect(fitProbability({ distances, same: Uint8Array.of(1, 1) })).toBeUndefined();
    const equal = Float64Array.of(2, 2);
    expect(fitProbability({ distances: equal, same: Uint8Array.of(1, 0) })).toBeUndefined();
  });
});
