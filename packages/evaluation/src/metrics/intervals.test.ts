import { DataError, modelCardSchema } from "@multibatch/core";
import { describe, expect, test } from "vitest";
import { bootstrapStandardError } from "./bootstrap.js";
import { calibrateThreshold } from "./calibrate-threshold.js";
import { sortDistances } from "./labelled-distances.js";
import { wilsonInterval } from "./wilson-interval.js";

describe("Wilson's interval", () => {
  test("solves its defining equation (p − share)² = z² p(1 − p)/n", () => {
    for (const [successes, trials] of [
      [0, 10],
      [3, 10],
      [357, 1000],
      [1000, 1000],
    ]) {
      const { low, high } = wilsonInterval(successes, trials, 2);
      for (const p of [low, high]) {
        expect((p - successes / trials) ** 2).toBeCloseTo((4 * p * (1 - p)) / trials, 12);
      }
      expect(low).toBeLessThanOrEqual(successes / trials);
      expect(high).toBeGreaterThanOrEqual(successes / trials);
    }
  });

  test("a published value: 81 of 263 gives .2553 … .3662 (Newcombe, 1998)", () => {
    const { low, high } = wilsonInterval(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  test("no share, no interval", () => {
    expect(() => wilsonInterval(0, 0)).toThrow(RangeError);
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
  });
});

// Quantiles of two logistic distributions around 1 and 3: all about them is known in closed form.
const n = 400;
const distances = Float64Array.from({ length: 2 * n }, (_, i) => {
  const p = ((i % n) + 0.5) / n;
  return (i < n ? 1 : 3) + Math.log(p / (1 - p));
});
const same = Uint8Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : 0));

describe("the bootstrap", () => {
  test("gives the known standard error of a mean", () => {
    const sorted = sortDistances([{ distances, same }]);
    const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
    const deviation = Math.sqrt(
      sorted.same.reduce((sum, x) => sum + (x - mean(sorted.same)) ** 2, 0) / n,
    );
    const error = bootstrapStandardError(sorted, (sample) => mean(sample.same), {
      replicates: 2000,
    });
    // 2,000 replicates know a deviation to 1/√4000 = 1.6 %; five of these.
    expect(Math.abs(error / (deviation / Math.sqrt(n)) - 1)).toBeLessThan(0.08);
  });

  test("samples stay sorted and keep their size; one seed gives one answer", () => {
    const sorted = sortDistances([{ distances, same }]);
    const statistic = ({ same: s, different: d }: typeof sorted) => {
      expect([...s]).toEqual([...s].sort((a, b) => a - b));
      expect([s.length, d.length]).toEqual([n, n]);
      return s[0];
    };
    const options = { replicates: 5, seed: 3 };
    expect(bootstrapStandardError(sorted, statistic, options)).toBe(
      bootstrapStandardError(sorted, statistic, options),
    );
  });
});

describe("calibration", () => {
  test("fills the card's threshold exactly", () => {
    const threshold = calibrateThreshold(distances, same, "best-accuracy", {
      pairsAre: "validation pairs",
    });
    expect(modelCardSchema.shape.threshold.parse(threshold)).toEqual(threshold);
    expect(threshold).toMatchObject({
      operatingPoint: "best accuracy on 800 validation pairs",
      pairs: 800,
    });
  });

  test("finds the crossing of the two distributions, at 2, with 1/(1 + e) errors of each kind", () => {
    const expected = 1 / (1 + Math.E);
    const equal = calibrateThreshold(distances, same, "equal-error");
    expect(equal.value).toBeCloseTo(2, 2);
    expect(Math.abs(equal.falseAcceptRate - expected)).toBeLessThanOrEqual(1 / n);
    expect(Math.abs(equal.falseRejectRate - expected)).toBeLessThanOrEqual(1 / n);

    const best = calibrateThreshold(distances, same, "best-accuracy");
    const errors = best.falseAcceptRate + best.falseRejectRate;
    expect(Math.abs(errors - 2 * expected)).toBeLessThanOrEqual(2 / n);
    // Around 2 the errors are flat: one pair more or less moves the best cut by up to 0.17.
    expect(Math.abs(best.value - 2)).toBeLessThan(0.17);
  });

  test("the error of the equal-error threshold is the one that theory gives", () => {
    // With F the share below a threshold t, d(FAR + TAR)/dt = 2f, and the rates vary by F(1−F)/n each.
    const share = 1 / (1 + Math.E);
    const density = share * (1 - share);
    const expected = Math.sqrt((2 * share * (1 - share)) / n) / (2 * density);
    const { standardError } = calibrateThreshold(distances, same, "equal-error", {
      replicates: 2000,
    });
    expect(Math.abs(standardError / expected - 1)).toBeLessThan(0.1);
  });

  test("the rates are those at the threshold", () => {
    const { value, falseAcceptRate, falseRejectRate } = calibrateThreshold(
      distances,
      same,
      "best-accuracy",
    );
    const share = (label: number, wrong: (distance: number) => boolean) =>
      [...distances].filter((distance, i) => same[i] === label && wrong(distance)).length / n;
    expect(falseAcceptRate).toBe(share(0, (distance) => distance < value));
    expect(falseRejectRate).toBe(share(1, (distance) => distance >= value));
  });

  test("a false accept rate is kept, or refused where the pairs cannot show it", () => {
    const threshold = calibrateThreshold(distances, same, { falseAcceptRate: 0.01 });
    expect(threshold.falseAcceptRate).toBe(0.01);
    expect(threshold.operatingPoint).toBe("false accept rate of at most 1 % on 800 pairs");
    const refused = () => calibrateThreshold(distances, same, { falseAcceptRate: 0.001 });
    expect(refused).toThrow(DataError);
    expect(refused).toThrow("400 different pairs are too few");
  });
});
