import type { AffineMap } from "./affine-map.js";

/** [x, y]. */
export type Point = readonly [x: number, y: number];

/**
 * The similarity (rotation, scale and translation, no mirroring) that brings points to others with
 * the least sum of squared distances (Umeyama, IEEE TPAMI 13(4), 1991). As complex numbers it is p → a·p + b with a = Σ conj(p − p̄)·(q − q̄) / Σ |p − p̄|² and
 * b = q̄ − a·p̄, the solution of a linear regression.
 *
 * @param from points `[n, 2]`
 * @param to as many points
 * @returns undefined where all points are one, or where they fit no map better than the one that
 * brings all to one point
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): AffineMap | undefined {
  const [fromX, fromY] = centre(from);
  const [toX, toY] = centre(to);
  let real = 0;
  let imaginary = 0;
  let spread = 0;
  from.forEach(([pointX, pointY], i) => {
    const [x, y] = [pointX - fromX, pointY - fromY];
    const [u, v] = [to[i][0] - toX, to[i][1] - toY];
    real += x * u + y * v;
    imaginary += x * v - y * u;
    spread += x * x + y * y;
  });
  const cosine = real / spread;
  const sine = imaginary / spread;
  const scale = Math.hypot(cosine, sine);
  if (!(Number.isFinite(scale) && scale > 1e-12)) return undefined;
  return [
    cosine,
    -sine,
    toX - cosine * fromX + sine * fromY,
    sine,
    cosine,
    toY - sine * fromX - cosine * fromY,
  ];
}

function centre(points: readonly Point[]): Point {
  const sum = points.reduce(([x, y], point) => [x + point[0], y + point[1]], [0, 0] as Point);
  return [sum[0] / points.length, sum[1] / points.length];
}
