import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearScale, logarithmicScale, roundedScale } from "./scale.js";

describe("a linear scale", () => {
  test("has round ticks within its range", () => {
    expect(linearScale(0, 1).ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearScale(0, 4000).ticks).toEqual([0, 1000, 2000, 3000, 4000]);
    expect(linearScale(0.13, 0.87).ticks).toEqual([0.2, 0.4, 0.6, 0.8]);
    expect(linearScale(0.1, 0.4, 3).ticks).toEqual([0.1, 0.2, 0.3, 0.4]);
  });

  test("maps its ends to 0 and 1, whatever they are", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (from, range) => {
        const { position, ticks } = linearScale(from, from + range);
        expect(position(from)).toBe(0);
        expect(position(from + range)).toBeCloseTo(1, 9);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        for (const tick of ticks) {
          expect(position(tick)).toBeGreaterThan(-1e-6);
          expect(position(tick)).toBeLessThan(1 + 1e-6);
        }
      }),
    );
  });

  test("takes a range of nothing", () => {
    expect(Number.isFinite(linearScale(3, 3).position(3))).toBe(true);
    expect(roundedScale(0, 0, 4).ticks.length).toBeGreaterThan(1);
    expect(roundedScale(7, 7, 4).position(7)).toBeLessThanOrEqual(1);
  });
});

test("a rounded scale begins and ends on ticks around its range", () => {
  const { ticks, position } = roundedScale(0.62, 0.934, 4);
  expect(ticks).toEqual([0.6, 0.7, 0.8, 0.9, 1]);
  expect(position(0.6)).toBeCloseTo(0, 12);
  expect(position(1)).toBeCloseTo(1, 12);
});

test("a logarithmic scale has powers of ten and keeps what is smaller on its edge", () => {
  const { ticks, position } = logarithmicScale(1 / 3000, 1);
  expect(ticks).toEqual([0.001, 0.01, 0.1, 1]);
  expect(position(0)).toBe(0);
  expect(position(1)).toBe(1);
  expect(position(Math.sqrt(1 / 3000))).toBeCloseTo(0.5, 12);
});
