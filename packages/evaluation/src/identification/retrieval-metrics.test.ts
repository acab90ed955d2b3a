import { DataError, Random } from "@multibatch/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type RankedQuery, retrievalMetrics } from "./retrieval-metrics.js";

const referencesOf = [2, 3, 5, 4, 5];
const knownQueries: RankedQuery[] = [
  { label: 1, neighbours: [0, 1, 1, 2, 2] },
  { label: 1, neighbours: [1, 0, 1, 1, 3] },
  { label: 2, neighbours: [4, 4, 4, 4, 2] },
  { label: 3, neighbours: [3, 1, 3, 1, 3] },
  { label: 4, neighbours: [0, 0, 4, 2, 2] },
  { label: 0, neighbours: [1, 2, 3, 4, 5] },
].map((query) => ({ ...query, references: referencesOf[query.label] }));

test("agrees with pytorch-metric-learning's calculator on a worked case", () => {
  const metrics = retrievalMetrics(knownQueries, [1, 5]);
  expect(metrics.precision[0].value).toBeCloseTo(1 / 3, 12);
  expect(metrics.rPrecision).toBeCloseTo(0.372222222222, 11);
  expect(metrics.meanAveragePrecisionAtR).toBeCloseTo(0.24462962963, 11);
  expect(metrics.meanAveragePrecision).toBeCloseTo(0.311296296296, 11);
  expect(metrics.meanReciprocalRank).toBeCloseTo(0.505555555556, 11);
  // By hand: five of the six queries have their identity among the nearest five.
  expect(metrics.rank).toEqual([
    { k: 1, value: 2 / 6 },
    { k: 5, value: 5 / 6 },
  ]);
  expect(metrics.precision[1].value).toBeCloseTo((2 + 3 + 1 + 3 + 1 + 0) / 5 / 6, 12);
});

test("perfect lists score 1 in everything, hopeless ones 0", () => {
  const list = (label: number) => ({ label, neighbours: [7, 7, 7], references: 3 });
  const perfect = retrievalMetrics([list(7)], [1, 3]);
  const hopeless = retrievalMetrics([list(8)], [1, 3]);
  for (const [metrics, value] of [[perfect, 1] as const, [hopeless, 0] as const]) {
    expect([...metrics.rank, ...metrics.precision].map((at) => at.value)).toEqual(
      Array(4).fill(value),
    );
    expect(metrics.rPrecision).toBe(value);
    expect(metrics.meanAveragePrecisionAtR).toBe(value);
    expect(metrics.meanAveragePrecision).toBe(value);
    expect(metrics.meanReciprocalRank).toBe(value);
  }
});

test("MAP@R never exceeds R-precision, and rank-k never falls with k", () => {
  const query = fc.record({
    label: fc.nat(3),
    neighbours: fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
    references: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(fc.array(query, { minLength: 1, maxLength: 8 }), (queries) => {
      const metrics = retrievalMetrics(queries, [1, 2, 3, 8]);
      expect(metrics.meanAveragePrecisionAtR).toBeLessThanOrEqual(metrics.rPrecision + 1e-12);
      const rank = metrics.rank.map((at) => at.value);
      expect(rank).toEqual([...rank].sort());
    }),
  );
});

test("the order of the queries does not matter", () => {
  const shuffled = new Random(1).shuffle([...knownQueries]);
  const [first, second] = [retrievalMetrics(knownQueries), retrievalMetrics(shuffled)];
  expect(second.meanAveragePrecision).toBeCloseTo(first.meanAveragePrecision, 12);
});

test("no query and a wrong rank are refused", () => {
  expect(() => retrievalMetrics([])).toThrow(DataError);
  expect(() => retrievalMetrics(knownQueries, [0])).toThrow("1 or more, received 0");
});
