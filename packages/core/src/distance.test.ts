import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Distance, distanceBetween, distanceSchema } from "./distance.js";

const distances: Distance[] = [
  { norm: "squared-l2" },
  { norm: "l2" },
  { norm: "l1" },
  { norm: "lp", p: 3 },
];

describe("distanceBetween", () => {
  it("gives the known distances of a 3-4-5 triangle", () => {
    const between = (distance: Distance) => distanceBetween([1, 1], [4, 5], distance);
    expect(distances.map(between)).toEqual([25, 5, 7, expect.closeTo(91 ** (1 / 3), 12)]);
  });

  it("is symmetric, 0 for equal vectors, and never negative", () => {
    const vector = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(vector, vector, fc.constantFrom(...distances), (a, b, distance) => {
        expect(distanceBetween(a, b, distance)).toBe(distanceBetween(b, a, distance));
        expect(distanceBetween(a, a, distance)).toBe(0);
        expect(distanceBetween(a, b, distance)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("refuses vectors of different length, and norms that are none", () => {
    expect(() => distanceBetween([1], [1, 2], { norm: "l1" })).toThrow(RangeError);
    expect(distanceSchema.safeParse({ norm: "lp", p: 0.5 }).success).toBe(false);
  });
});
