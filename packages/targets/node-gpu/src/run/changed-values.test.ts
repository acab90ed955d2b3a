import type { Json } from "@multibatch/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changedValues, describeChanges } from "./changed-values.js";

describe("changedValues", () => {
  it("names each value by its path, also where it came or went", () => {
    const before = { optimiser: { learningRate: 0.01 }, threads: 2, model: [{ use: "a" }] };
    const now = { optimiser: { learningRate: 0.02, clipNorm: 1 }, model: [{ use: "b" }, 5] };
    expect(describeChanges(changedValues(before, now))).toBe(
      'optimiser.learningRate was 0.01, now 0.02; optimiser.clipNorm was none, now 1; threads was 2, now none; model[0].use was "a", now "b"; model[1] was none, now 5',
    );
  });

  it("tells a list from an object, and null from nothing", () => {
    expect(changedValues([1], { 0: 1 })).toEqual([{ path: "", before: [1], now: { 0: 1 } }]);
    expect(changedValues({ best: null }, {})).toEqual([
      { path: "best", before: null, now: undefined },
    ]);
  });

  it("finds nothing between equal values, and something between others", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (first, second) => {
        const [one, other] = [first, second].map(
          (value) => JSON.parse(JSON.stringify(value)) as Json,
        );
        expect(changedValues(one, structuredClone(one))).toEqual([]);
        const sorted = (value: Json) => JSON.stringify(value, sortKeys);
        expect(changedValues(one, other).length > 0).toBe(sorted(one) !== sorted(other));
      }),
    );
  });
});

/** Objects with their keys in one order: the order of keys is no difference. */
function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
