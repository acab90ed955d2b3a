import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mapPoint } from "./affine-map.js";
import { fitSimilarity, type Point } from "./fit-similarity.js";

const coordinate = fc.double({ min: -10, max: 10, noNaN: true });
const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 6 });
const spread = (set: readonly Point[]) =>
  Math.max(...set.map(([x, y]) => Math.hypot(x - set[0][0], y - set[0][1])));

const squaredError = (map: ArrayLike<number>, from: readonly Point[], to: readonly Point[]) =>
  from.reduce((sum, [x, y], i) => {
    const [u, v] = mapPoint(map, x, y);
    return sum + (u - to[i][0]) ** 2 + (v - to[i][1]) ** 2;
  }, 0);

describe("fitSimilarity", () => {
  it("finds the rotation, scale and shift that points were moved by", () => {
    fc.assert(
      fc.property(points, coordinate, coordinate, coordinate, coordinate, (from, a, d, c, f) => {
        fc.pre(spread(from) > 0.1 && Math.hypot(a, d) > 1e-6);
        const to = from.map(([x, y]): Point => mapPoint([a, -d, c, d, a, f], x, y));
        const found = fitSimilarity(from, to)!;
        [a, -d, c, d, a, f].forEach((value, i) => void expect(found[i]).toBeCloseTo(value, 6));
      }),
    );
  });

  it("is no farther from the points than any neighbouring similarity", () => {
    fc.assert(
      fc.property(points, fc.infiniteStream(coordinate), (from, stream) => {
        fc.pre(spread(from) > 0.1);
        const to = from.map((): Point => [stream.next().value, stream.next().value]);
        const found = fitSimilarity(from, to);
        fc.pre(found !== undefined);
        const [a, , c, d, , f] = Array.from(found!);
        const best = squaredError([a, -d, c, d, a, f], from, to);
        for (const step of [-0.01, 0.01]) {
          for (const [da, dd, dc, df] of [
            [step, 0, 0, 0],
            [0, step, 0, 0],
            [0, 0, step, 0],
            [0, 0, 0, step],
          ]) {
            const near = [a + da, -d - dd, c + dc, d + dd, a + da, f + df];
            expect(squaredError(near, from, to)).toBeGreaterThanOrEqual(best - 1e-9);
          }
        }
      }),
    );
  });

  it("is undefined where points say nothing of rotation and scale", () => {
    const corner: Point[] = [
      [0, 0],
      [1, 0],
      [0, 1],
    ];
    const spot: Point[] = [
      [2, 3],
      [2, 3],
      [2, 3],
    ];
    expect(fitSimilarity(spot, corner)).toBeUndefined();
    expect(fitSimilarity(corner, spot)).toBeUndefined();
  });
});
