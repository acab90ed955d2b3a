import { invertMap } from "@multibatch/core";

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

/** The map that undoes a warp. @throws RangeError where there is none */
export const invertWarp = invertMap;
