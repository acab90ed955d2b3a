import { DataError } from "@multibatch/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryPairs, countAccepted } from "../testing/arbitrary-pairs.test.support.js";
import { areaUnderCurve } from "./area-under-curve.js";
import { bestThreshold, countBelow, countCorrect } from "./best-threshold.js";
import { equalErrorRate } from "./equal-error-rate.js";
import { countDistances } from "./histogram.js";
import { type LabelledDistances, sortDistances } from "./labelled-distances.js";
import { rocCurve } from "./roc-curve.js";
import { thinRoc } from "./thin-roc.js";
import { trueAcceptRateAt } from "./true-accept-rate.js";

const pairs = (same: number[], different: number[]): LabelledDistances => ({
  distances: Float64Array.from([...same, ...different]),
  same: Uint8Array.from([...same.map(() => 1), ...different.map(() => 0)]),
});

describe("the exact curve", () => {
  test("counts what the plain definition counts, at every point", () => {
    fc.assert(
      fc.property(arbitraryPairs, (drawn) => {
        const roc = rocCurve(drawn);
        roc.thresholds.forEach((threshold, i) => {
          expect(countAccepted(drawn, threshold)).toEqual({
            trueAccepts: roc.trueAccepts[i],
            falseAccepts: roc.falseAccepts[i],
          });
        });
        expect(roc.thresholds.length).toBe(new Set(drawn.distances).size + 1);
      }),
    );
  });

  test("tells neighbouring floating-point numbers apart", () => {
    const next = 1 + Number.EPSILON;
    expect([...rocCurve(pairs([1], [next])).trueAccepts]).toEqual([0, 1, 1]);
    expect([...rocCurve(pairs([1], [next])).falseAccepts]).toEqual([0, 0, 1]);
    const negative = rocCurve(pairs([-2], [-1]));
    expect(negative.thresholds[2]).toBeGreaterThan(-1);
  });

  test("wants both kinds of pairs, at finite distances", () => {
    expect(() => rocCurve(pairs([1], []))).toThrow("1 same and 0 different pairs");
    expect(() => rocCurve(pairs([], [1]))).toThrow(DataError);
    expect(() => rocCurve(pairs([1, Number.NaN], [2]))).toThrow("The distance of pair 1 is NaN");
    expect(() => rocCurve({ distances: new Float64Array(2), same: new Uint8Array(3) })).toThrow(
      "2 distances and 3 labels",
    );
  });
});

describe("area under the curve", () => {
  test("is the Mann–Whitney statistic, counted couple by couple, ties half", () => {
    fc.assert(
      fc.property(arbitraryPairs, ({ distances, same }) => {
        let wins = 0;
        let couples = 0;
        for (let i = 0; i < same.length; i++) {
          for (let j = 0; j < same.length; j++) {
            if (!same[i] || same[j]) continue;
            couples++;
            wins += distances[i] < distances[j] ? 1 : distances[i] === distances[j] ? 0.5 : 0;
          }
        }
        expect(areaUnderCurve(rocCurve({ distances, same })).value).toBeCloseTo(wins / couples, 12);
      }),
    );
  });

  test("has DeLong's standard error, computed from the placements", () => {
    fc.assert(
      fc.property(arbitraryPairs, ({ distances, same }) => {
        const of = (kind: number) => [...distances].filter((_, i) => same[i] === kind);
        const win = (s: number, d: number) => (s < d ? 1 : s === d ? 0.5 : 0);
        const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
        const variance = (values: number[]) =>
          values.length < 2
            ? 0
            : values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) /
              (values.length - 1) /
              values.length;
        const sames = of(1).map((s) => mean(of(0).map((d) => win(s, d))));
        const differents = of(0).map((d) => mean(of(1).map((s) => win(s, d))));
        expect(areaUnderCurve(rocCurve({ distances, same })).standardError ** 2).toBeCloseTo(
          variance(sames) + variance(differents),
          12,
        );
      }),
    );
  });
});

describe("equal error rate", () => {
  test.each([
    ["kinds apart", pairs([1, 2], [3, 4]), 0],
    ["kinds swapped", pairs([3, 4], [1, 2]), 1],
    ["all at one distance", pairs([1, 1], [1, 1, 1]), 0.5],
    ["a point where both are equal", pairs([1, 2, 3, 6], [5, 7, 8, 9]), 0.25],
    // From (FAR 0, FRR 1/2) straight to (1/3, 0): 0 + t/3 = 1/2 − t/2 at t = 3/5.
    ["between two points", pairs([1, 2], [2, 3, 4]), 0.2],
  ])("%s", (_what, drawn, expected) => {
    expect(equalErrorRate(rocCurve(drawn))).toBeCloseTo(expected, 14);
  });

  test("stays the same under any rising transformation of the distances", () => {
    fc.assert(
      fc.property(arbitraryPairs, ({ distances, same }) => {
        const bent = Float64Array.from(distances, (distance) => Math.sqrt(distance));
        expect(equalErrorRate(rocCurve({ distances: bent, same }))).toBe(
          equalErrorRate(rocCurve({ distances, same })),
        );
      }),
    );
  });
});

describe("best threshold", () => {
  test("no number at all does better, and no smaller cut as well", () => {
    fc.assert(
      fc.property(arbitraryPairs, (drawn) => {
        const sorted = sortDistances([drawn]);
        const best = bestThreshold(sorted);
        expect(countCorrect(sorted, best.threshold)).toBe(best.correct);
        for (const distance of [...drawn.distances, 1e9]) {
          const correct = countCorrect(sorted, distance);
          expect(correct).toBeLessThanOrEqual(best.correct);
          if (
            distance < best.threshold &&
            countBelow(sorted.same, distance) < countBelow(sorted.same, best.threshold)
          ) {
            expect(correct).toBeLessThan(best.correct);
          }
        }
      }),
    );
  });

  test("lies halfway between the distances that it parts; of equal ones the smallest wins", () => {
    expect(bestThreshold(sortDistances([pairs([1, 2], [4, 5])]))).toEqual({
      threshold: 3,
      correct: 4,
    });
    expect(bestThreshold(sortDistances([pairs([1, 3], [2, 4])])).threshold).toBe(1.5);
  });

  test("of given thresholds the first best wins, in their order", () => {
    const sorted = sortDistances([pairs([1, 2], [4, 5])]);
    expect(bestThreshold(sorted, [9, 3.5, 2.5, 3]).threshold).toBe(3.5);
    expect(() => bestThreshold(sorted, [])).toThrow(RangeError);
  });
});

describe("true accept rate", () => {
  test("is that of the most permissive cut within the limit", () => {
    fc.assert(
      fc.property(arbitraryPairs, fc.double({ min: 0.5, max: 1, noNaN: true }), (drawn, limit) => {
        const rate = trueAcceptRateAt(rocCurve(drawn), limit);
        if (rate.refused) throw new Error(rate.reason);
        let most = 0;
        for (const threshold of [...drawn.distances, 1e9]) {
          const { trueAccepts, falseAccepts } = countAccepted(drawn, threshold);
          if (falseAccepts / rate.differentPairs <= limit) most = Math.max(most, trueAccepts);
        }
        expect(rate.trueAccepts).toBe(most);
        expect(countAccepted(drawn, rate.threshold)).toEqual({
          trueAccepts: rate.trueAccepts,
          falseAccepts: rate.falseAccepts,
        });
      }),
    );
  });

  test("is refused below 3/limit different pairs, and not at it", () => {
    const curve = (different: number) =>
      rocCurve(
        pairs(
          [1],
          Array.from({ length: different }, (_, i) => 2 + i),
        ),
      );
    expect(trueAcceptRateAt(curve(299), 0.01).refused).toBe(true);
    expect(trueAcceptRateAt(curve(300), 0.01).refused).toBe(false);
    expect(() => trueAcceptRateAt(curve(3), 0)).toThrow(RangeError);
  });
});

describe("what is drawn", () => {
  test("a thinned curve has its ends, at most as many points, and only points of the curve", () => {
    fc.assert(
      fc.property(arbitraryPairs, fc.integer({ min: 2, max: 12 }), (drawn, count) => {
        const roc = rocCurve(drawn);
        const points = thinRoc(roc, count);
        expect(points.length).toBeLessThanOrEqual(count);
        expect(points[0]).toMatchObject({ falseAcceptRate: 0, trueAcceptRate: 0 });
        expect(points.at(-1)).toMatchObject({ falseAcceptRate: 1, trueAcceptRate: 1 });
        for (const point of points) {
          const { trueAccepts, falseAccepts } = countAccepted(drawn, point.threshold);
          expect(point.trueAcceptRate).toBe(trueAccepts / roc.samePairs);
          expect(point.falseAcceptRate).toBe(falseAccepts / roc.differentPairs);
        }
      }),
    );
  });

  test("with room for all corners, the area under the thinned curve is the exact one", () => {
    fc.assert(
      fc.property(arbitraryPairs, (drawn) => {
        const points = thinRoc(rocCurve(drawn), 500);
        let area = 0;
        for (let i = 1; i < points.length; i++) {
          area +=
            ((points[i].falseAcceptRate - points[i - 1].falseAcceptRate) *
              (points[i].trueAcceptRate + points[i - 1].trueAcceptRate)) /
            2;
        }
        expect(area).toBeCloseTo(areaUnderCurve(rocCurve(drawn)).value, 12);
      }),
    );
  });

  test("a histogram holds every pair once, the largest distance in the last bin", () => {
    const histogram = countDistances(sortDistances([pairs([0, 1, 1.9], [2, 4])]), 4);
    expect(histogram).toEqual({ from: 0, to: 4, same: [1, 2, 0, 0], different: [0, 0, 1, 1] });
    expect(countDistances(sortDistances([pairs([0], [0])]), 2).same).toEqual([1, 0]);
  });
});
