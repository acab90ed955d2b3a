import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AffineMap,
  composeMaps,
  identityMap,
  invertMap,
  mapPoint,
  meanMap,
} from "./affine-map.js";

const number = fc.double({ min: -2, max: 2, noNaN: true });
const anyMap = fc.array(number, { minLength: 6, maxLength: 6 });
/** Maps that keep areas well away from 0. */
const invertible = anyMap.filter(([a, b, , d, e]) => Math.abs(a * e - b * d) > 0.1);

const expectClose = (actual: AffineMap, expected: AffineMap) =>
  expect(Array.from(actual)).toEqual(Array.from(expected, (value) => expect.closeTo(value, 9)));

describe("affine maps", () => {
  it("compose as functions do", () => {
    fc.assert(
      fc.property(anyMap, anyMap, number, number, (second, first, x, y) => {
        const [u, v] = mapPoint(first, x, y);
        expectClose(mapPoint(composeMaps(second, first), x, y), mapPoint(second, u, v));
      }),
    );
  });

  it("are undone by their inverse, from both sides", () => {
    fc.assert(
      fc.property(invertible, (map) => {
        expectClose(composeMaps(invertMap(map), map), identityMap);
        expectClose(composeMaps(map, invertMap(map)), identityMap);
      }),
    );
  });

  it("have no inverse where they flatten the plane", () => {
    expect(() => invertMap([1, 2, 0, 2, 4, 0])).toThrow(/flattens/);
    expect(() => invertMap([Number.NaN, 0, 0, 0, 1, 0])).toThrow(RangeError);
  });

  it("have a mean that takes each point to the mean of where they take it", () => {
    const maps = [identityMap, [0, -1, 2, 1, 0, 4]];
    expect(mapPoint(meanMap(maps), 3, 5)).toEqual([(3 + -3) / 2, (5 + 7) / 2]);
    expect(() => meanMap([])).toThrow(RangeError);
  });
});
