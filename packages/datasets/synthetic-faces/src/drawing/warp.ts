/**
 * An affine map of the plane, `[a, b, c, d, e, f]`: x' = a·x + b·y + c, y' = d·x + e·y + f.
 */
export type Warp = Float32Array;

/** x' of a point. */
export function warpX(warp: ArrayLike<number>, x: number, y: number): number {
  return warp[0] * x + warp[1] * y + warp[2];
}

/** y' of a point. */
export function warpY(warp: ArrayLike<number>, x: number, y: number): number {
  return warp[3] * x + warp[4] * y + warp[5];
}

/** The map that undoes `warp`. @throws RangeError where there is none */
export function invertWarp(warp: ArrayLike<number>): Float64Array {
  const [a, b, c, d, e, f] = [warp[0], warp[1], warp[2], warp[3], warp[4], warp[5]];
  const determinant = a * e - b * d;
  if (!Number.isFinite(1 / determinant)) {
    throw new RangeError(`The warp [${[a, b, c, d, e, f]}] flattens the plane: no way back.`);
  }
  return Float64Array.of(
    e / determinant,
    -b / determinant,
    (b * f - c * e) / determinant,
    -d / determinant,
    a / determinant,
    (c * d - a * f) / determinant,
  );
}
