import type { AffineMap } from "@multibatch/core";

/** A point, x to the right and y down. */
export type Point = readonly [x: number, y: number];

/**
 * The similarity (rotation, scale and shift, no mirroring) that brings points nearest to others in
 * the sense of least squares: Umeyama, IEEE TPAMI 13(4), 1991, whose solution in the plane is a
 * quotient of complex numbers.
 *
 * @param from points `[n, 2]`, not all the same
 * @param to as many points
 * @returns `[a, −d, c, d, a, f]`
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): AffineMap {
  const [fromX, fromY] = centreOf(from);
  const [toX, toY] = centreOf(to);
  let real = 0;
  let imaginary = 0;
  let spread = 0;
  from.forEach(([x, y], i) => {
    const [u, v] = [x - fromX, y - fromY];
    const [s, t] = [to[i][0] - toX, to[i][1] - toY];
    real += u * s + v * t;
    imaginary += u * t - v * s;
    spread += u * u + v * v;
  });
  const [a, d] = [real / spread, imaginary / spread];
  return [a, -d, toX - a * fromX + d * fromY, d, a, toY - d * fromX - a * fromY];
}

function centreOf(points: readonly Point[]): Point {
  const sum = (axis: 0 | 1) => points.reduce((total, point) => total + point[axis], 0);
  return [sum(0) / points.length, sum(1) / points.length];
}
